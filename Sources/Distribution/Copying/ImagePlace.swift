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
    /// All images of an index with their attestations, and what refers to them; else the image for one platform.
    public var all = false
    /// The platform, where it is not this machine's.
    public var platform: Platform?
    /// What cannot be copied with its digests is refused.
    public var preservesDigests = false
    /// Whose media types manifests have afterwards.
    public var types = ManifestForm.Types.kept
    /// How layers are compressed afterwards.
    public var encoding: LayerEncoding?
    /// How many blobs go at once.
    public var blobsAtOnce = 4

    /// An image for this machine, as it is.
    public init() {}
}
