internal import LayerArchive
public import OCI
public import Storage
public import SystemPackage

/// One `--output`: a form of the result, and where it goes.
public struct BuildOutput: Hashable, Sendable {
    /// The form of the result.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// An OCI image layout in a tar archive.
        case oci
        /// An archive that `docker load` reads; without a destination the image in the store.
        case docker
        /// The image in the store, where every build leaves it.
        case image
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
        /// The store.
        case store
    }

    /// The form of the result.
    public let kind: Kind
    /// Where it goes.
    public let destination: Destination
    /// How layers are compressed, for `oci` and `docker`.
    public var layers = LayerForm.kept
    /// Whether `oci` is a tar archive, not the directory of a layout.
    public var isArchive = true
    /// The media types and annotations of manifests, for `oci`, `docker` and `image`.
    public var manifests = ManifestForm()
    /// Whether the caller wants no time to be later than `SOURCE_DATE_EPOCH`, which is so whenever there is one.
    public var rewritesTimes = false
    /// Whether `tar` and `local` have a directory for each platform; `nil`: where there are several.
    public var splitsPlatforms: Bool?
    /// What the names of files begin with in which `tar` and `local` have what is said of an image.
    public var attestationPrefix = ""
    /// Whether an `image` is to go to the registries of its names, too: the caller's to do, when the build is over.
    public var isPushed = false
    /// What the image is called in the archive; the names of the build where it is `nil`.
    public var names: [ImageReference]?

    /// Makes an output.
    public init(kind: Kind, destination: Destination) {
        self.kind = kind
        self.destination = destination
    }

    /// Reads docker's text: `type=KIND,dest=PATH` and more fields, `-` for standard output, or a bare path as short form
    /// of `local`.
    ///
    /// - Throws: `BuildError` with code `badOption`.
    public init(parsing text: String) throws {
        if text == "-" {
            self.init(kind: .tar, destination: .standardOutput)
            return
        }
        if text.isEmpty { throw OutputFields.error(text, "it says neither what nor where") }
        if !text.contains("=") {
            self.init(kind: .local, destination: .path(FilePath(text)))
            return
        }
        let fields = try OutputFields(parsing: text)
        self.init(kind: fields.kind, destination: fields.destination)
        layers = fields.layers
        manifests = fields.manifests
        rewritesTimes = fields.rewritesTimes
        isArchive = fields.isArchive
        names = fields.names
        splitsPlatforms = fields.splitsPlatforms
        attestationPrefix = fields.attestationPrefix
        isPushed = fields.isPushed
        let isDirectory = kind == .local || !isArchive
        if isDirectory, destination == .standardOutput {
            throw OutputFields.error(text, "a directory cannot be written to standard output")
        }
    }
}

extension BuildOutput.Destination: CustomStringConvertible {
    /// The path, or `standard output`.
    public var description: String {
        switch self {
        case .path(let path): path.string
        case .standardOutput: "standard output"
        case .store: "the store"
        }
    }
}
