public import OCI

/// What a collection removed.
public struct GarbageReport: Hashable, Sendable {
    /// Diff-ids of the layers that went.
    public internal(set) var layers: [Digest] = []
    /// Blobs that went.
    public internal(set) var blobs: [Digest] = []
    /// What of the build cache went.
    public internal(set) var entries: [CacheEntry] = []
    /// Cache records that went, or lost their layers.
    public internal(set) var cacheRecords = 0
    /// Cache mounts that went.
    public internal(set) var cacheMounts = 0
    /// Directories and files that nothing referred to.
    public internal(set) var orphans = 0
    /// Bytes of disk that are free now.
    public internal(set) var freedBytes: Int64 = 0
}
