public import OCI

/// What of the build cache is to go.
///
/// Without a bound everything goes that is chosen, records with their layers. With one, the bytes of what was not used for
/// longest go until what is left fits: then records stay and tell of the layers that went.
public struct CachePruning: Sendable {
    /// Also records of steps whose layers images have: the images stay, their steps run again.
    public var all = false
    /// Only what was last used before this moment; `nil`: whenever it was.
    public var unusedSince: Timestamp?
    /// Bytes that the cache may keep in any case; 0: none.
    public var reservedBytes: Int64 = 0
    /// Bytes that the cache may keep at most; 0: no bound.
    public var maximumBytes: Int64 = 0
    /// Bytes that are to be free on the disk; 0: no bound.
    public var minimumFreeBytes: Int64 = 0
    /// Bytes that are free on the disk now.
    public var freeBytes: Int64 = 0
    /// What is chosen; `nil`: everything.
    public var filter: (@Sendable (CacheEntry) -> Bool)?

    /// Everything that no image needs.
    public init(all: Bool = false) { self.all = all }

    /// Whether there is a bound.
    var isBounded: Bool { reservedBytes > 0 || maximumBytes > 0 || minimumFreeBytes > 0 }

    /// How many bytes may stay of a cache that has so many, as BuildKit computes it.
    func keptBytes(of total: Int64) -> Int64 {
        var kept = maximumBytes
        let missing = minimumFreeBytes - freeBytes
        if missing > 0 { kept = maximumBytes == 0 ? total - missing : min(maximumBytes, total - missing) }
        // Nothing but room on the disk was asked for, and that is there.
        if missing <= 0, maximumBytes == 0, minimumFreeBytes > 0 { return total }
        return max(kept, reservedBytes)
    }

    func chooses(_ entry: CacheEntry) -> Bool {
        if let unusedSince, let used = entry.lastUsed, used >= unusedSince { return false }
        return filter?(entry) ?? true
    }
}
