import LayerArchive
import OCI
import Storage
import SystemPackage

/// The fields of an `--output`, as BuildKit names them.
struct OutputFields {
    let kind: BuildOutput.Kind
    let destination: BuildOutput.Destination
    let layers: LayerForm
    let isArchive: Bool
    let names: [ImageReference]?

    private static let known: Set<String> = [
        "type", "dest", "d", "tar", "name", "compression", "compression-level", "force-compression",
    ]

    /// Reads `key=value,key=value`.
    ///
    /// - Throws: `BuildError` with code `badOption`.
    init(parsing text: String) throws {
        var fields: [String: String] = [:]
        for field in text.split(separator: ",") {
            let parts = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2, Self.known.contains(parts[0]) else {
                throw Self.error(text, "“\(field)” is none of \(Self.known.sorted().joined(separator: "=, "))=")
            }
            fields[parts[0] == "d" ? "dest" : parts[0]] = parts[1]
        }
        guard let type = fields["type"] else { throw Self.error(text, "type= is missing") }
        guard let kind = BuildOutput.Kind(rawValue: type) else {
            throw Self.error(text, "the type “\(type)” is none of oci, docker, tar, local")
        }
        guard let place = fields["dest"], !place.isEmpty else { throw Self.error(text, "dest= is missing") }
        self.kind = kind
        destination = place == "-" ? .standardOutput : .path(FilePath(place))
        let isImage = kind == .oci || kind == .docker
        for key in ["tar", "name", "compression", "compression-level", "force-compression"] where !isImage {
            if fields[key] != nil { throw Self.error(text, "\(key)= is for the types oci and docker") }
        }
        isArchive = try Self.bool(fields["tar"], text) ?? true
        if !isArchive, kind == .docker { throw Self.error(text, "tar=false is for the type oci") }
        layers = try Self.layers(fields, text)
        // Several names are between quotes in BuildKit's CSV, which this is not; one is what scripts use.
        names = try fields["name"].map { [try Self.reference($0, text)] }
    }

    private static func layers(_ fields: [String: String], _ text: String) throws -> LayerForm {
        let isForced = try bool(fields["force-compression"], text) ?? false
        let level = try fields["compression-level"].map { level in
            guard let number = Int(level) else { throw error(text, "“\(level)” is no compression level") }
            return number
        }
        guard let compression = fields["compression"] else {
            if level != nil || isForced { throw error(text, "compression= is missing") }
            return .kept
        }
        guard let form = LayerCompression(rawValue: compression) else {
            throw error(text, "the compression “\(compression)” is none of uncompressed, gzip, zstd")
        }
        do {
            let encoding = try LayerEncoding(form, level: level)
            return isForced ? .all(encoding) : .own(encoding)
        } catch { throw Self.error(text, error.message) }
    }

    private static func bool(_ value: String?, _ text: String) throws -> Bool? {
        switch value {
        case nil: nil
        case "true", "1": true
        case "false", "0": false
        case let value?: throw error(text, "“\(value)” is neither true nor false")
        }
    }

    private static func reference(_ name: String, _ text: String) throws -> ImageReference {
        do { return try ImageReference(parsing: name).withDefaultTag() } catch {
            throw Self.error(text, "name=: \(error.message)")
        }
    }

    static func error(_ text: String, _ found: String) -> BuildError {
        BuildError(
            .badOption, "--output “\(text)”: \(found)", hint: "write --output type=oci|docker|tar|local,dest=PATH")
    }
}
