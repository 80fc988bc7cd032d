public import SystemPackage

/// One `--output`: a form of the result, and where it goes.
public struct BuildOutput: Hashable, Sendable {
    /// The form of the result.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// An OCI image layout in a tar archive.
        case oci
        /// An archive that `docker load` reads.
        case docker
        /// The image's file tree as a tar archive.
        case tar
        /// The image's file tree in a directory.
        case local
    }

    /// Where a result goes.
    public enum Destination: Hashable, Sendable {
        /// A file, or for `local` a directory, of the host.
        case path(FilePath)
        /// Standard output.
        case standardOutput
    }

    /// The form of the result.
    public let kind: Kind
    /// Where it goes.
    public let destination: Destination

    /// Makes an output.
    public init(kind: Kind, destination: Destination) {
        self.kind = kind
        self.destination = destination
    }

    /// Reads docker's text: `type=KIND,dest=PATH`, `-` for standard output, or a bare path as short form of `local`.
    ///
    /// - Throws: `BuildError` with code `badOption`.
    public init(parsing text: String) throws {
        if text == "-" {
            self.init(kind: .tar, destination: .standardOutput)
            return
        }
        if !text.contains("=") {
            self.init(kind: .local, destination: .path(FilePath(text)))
            return
        }
        var kind: Kind?
        var place: String?
        for field in text.split(separator: ",") {
            let parts = field.split(separator: "=", maxSplits: 1).map(String.init)
            switch (parts.first, parts.count) {
            case ("type", 2):
                guard let known = Kind(rawValue: parts[1]) else {
                    throw Self.error(text, "the type “\(parts[1])” is none of oci, docker, tar, local")
                }
                kind = known
            case ("dest", 2), ("d", 2): place = parts[1]
            default: throw Self.error(text, "“\(field)” is neither type= nor dest=")
            }
        }
        guard let kind else { throw Self.error(text, "type= is missing") }
        guard let place, !place.isEmpty else { throw Self.error(text, "dest= is missing") }
        if place == "-", kind == .local { throw Self.error(text, "a directory cannot be written to standard output") }
        self.init(kind: kind, destination: place == "-" ? .standardOutput : .path(FilePath(place)))
    }

    private static func error(_ text: String, _ found: String) -> BuildError {
        BuildError(
            .badOption, "--output “\(text)”: \(found)", hint: "write --output type=oci|docker|tar|local,dest=PATH")
    }
}

extension BuildOutput.Destination: CustomStringConvertible {
    /// The path, or `standard output`.
    public var description: String {
        switch self {
        case .path(let path): path.string
        case .standardOutput: "standard output"
        }
    }
}
