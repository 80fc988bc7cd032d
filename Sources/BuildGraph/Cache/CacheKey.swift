public import OCI

/// The name of a step's result: a digest over what the step does and all that it reads.
public struct CacheKey: Hashable, Sendable {
    /// The version of the format of keys. A key of another version never matches (rule 22 of the layer rules).
    ///
    /// - 1: the first one.
    public static let version = 1

    /// The digest by which a cache looks the result up.
    public let digest: Digest

    /// Makes a key of its digest.
    public init(digest: Digest) { self.digest = digest }
}
