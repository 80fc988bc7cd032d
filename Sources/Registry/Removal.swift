public import OCI

/// What a registry has removed.
public struct Removal: Sendable, Hashable {
    /// The manifest, where that was removed and not a tag alone.
    public var digest: Digest?
    /// Tags that went with the manifest, beside the one that was named.
    public var tags: [String] = []
}
