/// Names of annotations with a meaning (image-spec, annotations.md, and what tools around it read).
public enum AnnotationKey {
    /// When the image was made.
    public static let created = "org.opencontainers.image.created"
    /// The tag, or the whole name, in the index of a layout.
    public static let referenceName = "org.opencontainers.image.ref.name"
    /// A title for people.
    public static let title = "org.opencontainers.image.title"
    /// The version of the packaged software.
    public static let version = "org.opencontainers.image.version"
    /// The revision of its source.
    public static let revision = "org.opencontainers.image.revision"
    /// Where its source is.
    public static let source = "org.opencontainers.image.source"
    /// The name of the base image.
    public static let baseName = "org.opencontainers.image.base.name"
    /// The digest of the base image's manifest.
    public static let baseDigest = "org.opencontainers.image.base.digest"
    /// The whole name of an image in the index of a layout, as containerd writes and reads it.
    public static let containerdImageName = "io.containerd.image.name"
    /// What a manifest of an index is besides an image, as BuildKit writes it for attestations.
    public static let dockerReferenceType = "vnd.docker.reference.type"
    /// The image that such a manifest is about, by the digest of its manifest.
    public static let dockerReferenceDigest = "vnd.docker.reference.digest"
    /// What a statement of an attestation says, by the address of its predicate's specification.
    public static let predicateType = "in-toto.io/predicate-type"
}
