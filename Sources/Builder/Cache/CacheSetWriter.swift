import LayerArchive
import LinuxSystem
import OCI
import Storage

/// Adds a set of records to a cache in a registry; where there are many sets, one with all of their records.
struct CacheSetWriter: Sendable {
    let session: BuildSession
    let export: any CacheRegistryExport
    let keys: Set<Digest>
    let bases: [ExportedRecord]
    let encoding: LayerEncoding

    /// Writes the set; gives its digest. Sets that others add meanwhile stay.
    func execute() async throws -> Digest {
        if export.wantsCompaction, let existing = export.existing, let digest = try await write(merging: existing) {
            try await export.removeExisting(but: digest)
            return digest
        }
        do { return try await write(carried: session.imports.caches + [export.existing].compactMap { $0 }) } catch let
            error where export.isRefusal(error)
        {
            DebugLog.note("cache", "the set is written without what others have made: \(error)")
            return try await write(carried: [])
        }
    }

    /// Writes a set with all records that were there, without the layers that are lost; `nil` where that cannot be: the sets of others stay
    /// then, and whatever is wrong with them does not keep this machine from adding its own.
    private func write(merging existing: ImportedCache) async throws -> Digest? {
        let carried = session.imports.caches + [existing]
        do { return try await write(carried: carried, merging: [existing]) } catch let error
            where export.isRefusal(error)
        {
            DebugLog.note("cache", "the sets do not become one: \(error)")
        }
        do {
            let lost = try await export.lostBlobs()
            if lost.isEmpty { return nil }
            return try await write(carried: carried, merging: [existing], without: lost)
        } catch let error where !(error is CancellationError) {
            DebugLog.note("cache", "the sets do not become one without what is lost: \(error)")
            return nil
        }
    }

    private func write(
        carried: [ImportedCache], merging others: [ImportedCache] = [], without lost: Set<Digest> = []
    ) async throws -> Digest {
        try await session.store.exportCache(
            session.store.cacheRecords(for: keys), carrying: keys, of: carried, merging: others, without: lost,
            bases: bases, layers: encoding, to: export)
    }
}
