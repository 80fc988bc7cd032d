public import OCI

/// One thing that went with the removal of an image, as docker prints it.
public enum ImageRemoval: Hashable, Sendable, CustomStringConvertible {
    /// A name was taken away.
    case untagged(ImageReference)
    /// An image (by its ID) or a layer (by its chain-id) is gone.
    case deleted(Digest)

    /// The line that docker prints.
    public var description: String {
        switch self {
        case .untagged(let reference): "Untagged: \(reference.familiar)"
        case .deleted(let digest): "Deleted: \(digest)"
        }
    }
}
