public import OCI

/// What carrying out a vertex gave, as far as the image names it.
public struct LayerResult: Sendable, Hashable {
    /// The digest of the canonical tar.
    public let diffID: Digest
    /// The number of bytes of that tar.
    public let size: Int64
    /// When the layer was made, from the record of the layer: the same for a build from the cache.
    public let created: Timestamp

    /// Makes a result.
    public init(diffID: Digest, size: Int64, created: Timestamp) {
        self.diffID = diffID
        self.size = size
        self.created = created
    }
}
