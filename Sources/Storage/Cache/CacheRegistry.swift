public import OCI

/// The caches in registries, as a build sees them.
///
/// A cache has a name like an image's. Under it are sets of records, each a manifest of its own that nobody changes, so that
/// many machines write at once and none undoes what another did; a reader takes all of them together.
public protocol CacheRegistry: Sendable {
    /// What is under a name: all its sets, or the cache that an image carries; `nil` where there is nothing.
    func open(_ name: ImageReference, in store: Store) async throws -> ImportedCache?
    /// Begins an export to a name.
    func begin(_ name: ImageReference, in store: Store) async throws -> any CacheRegistryExport
}

/// One export to a registry, which adds a set.
public protocol CacheRegistryExport: CacheDestination {
    /// What was there when the export began; `nil` for nothing.
    var existing: ImportedCache? { get }
    /// So many sets are there that they had better be one.
    var wantsCompaction: Bool { get }
    /// Whether an error says that the registry does not take what was written: less of it, it may.
    func isRefusal(_ error: any Error) -> Bool
    /// The blobs that what was there names and that are not there.
    func lostBlobs() async throws -> Set<Digest>
    /// Removes the sets that were there at the beginning, now that the published one has all of their records; that one
    /// stays, even where it was there before.
    func removeExisting(but published: Digest) async throws
}
