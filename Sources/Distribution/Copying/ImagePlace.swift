public import LayerArchive
public import OCI
public import Storage
public import SystemPackage

/// Where an image is, or is to be: what skopeo calls a transport with its reference.
public enum ImagePlace: Sendable, Hashable {
    /// A repository of a registry: `docker://NAME`.
    case registry(ImageReference)
    /// The directory of an OCI layout: `oci:PATH[:NAME]`.
    case layout(FilePath, name: String?)
    /// A tar archive of an OCI layout: `oci-archive:PATH[:NAME]`.
    case layoutArchive(FilePath, name: String?)
    /// A tar archive for `docker load`: `docker-archive:PATH[:NAME]`.
    case dockerArchive(FilePath, name: String?)
    /// A directory of blobs: `dir:PATH`.
    case directory(FilePath)
    /// The store: `strata:NAME`.
    case store(String)
}

/// What is copied, and how.
public struct CopyOptions: Sendable {
    /// What goes of an index.
    public enum Scope: Sendable, Hashable {
        /// The image for one platform, without the index.
        case one
        /// All images with their attestations, and the index.
        case all
        /// The index alone: its images are there already, or the destination does not ask for them.
        case indexOnly
    }

    /// What goes of an index; an image that is in none goes in any case.
    public var scope = Scope.one
    /// Whether what refers to the image (signatures, SBOMs) goes with it where `scope` is `all`.
    public var referrers = true
    /// Further names at the destination. A word is a tag of the repository, or the name of an image of a layout; what has a colon
    /// or a slash is a whole name.
    public var additionalNames: [String] = []
    /// The platform, where it is not this machine's.
    public var platform: Platform?
    /// What cannot be copied with its digests is refused.
    public var preservesDigests = false
    /// Whose media types manifests have afterwards.
    public var types = ManifestForm.Types.kept
    /// How layers are compressed afterwards.
    public var encoding: LayerEncoding?
    /// Whether that is for layers, too, that are compressed in another way.
    public var recompresses = true
    /// How many blobs go at once.
    public var blobsAtOnce = 4

    /// An image for this machine, as it is.
    public init() {}
}
