import BuildGraph
import LayerArchive
import LinuxSystem
import OCI
import Storage

/// Looking results up: in the store, then in caches from elsewhere.
extension StepCache {
    /// The stack with a step's kept result on top; `nil` for a miss, and where the cache is not to be used.
    ///
    /// A record whose layer is gone is a hit as well, for a step whose bytes nobody has asked for: it tells what the layer
    /// contained, and that is all that the keys of later steps look at.
    func hit(_ parts: KeyParts) async throws -> StackState? {
        if session.request.skipsCache(vertex) || session.request.lastStep == vertex.id.index + 1 { return nil }
        if session.request.freshSteps?.allows(parts) == false { return nil }
        let needsBytes = session.restoration.wants(vertex.id)
        if let record = try session.store.cacheRecord(for: parts.key.digest, orBare: !needsBytes) {
            note(record, parts)
            session.use(parts.key.digest, for: vertex.id)
            if let layer = record.layer { return parent.adding(layer, isCached: true) }
            if let content = record.contentDigest { return parent.adding(content: content) }
        }
        return try await imported(parts, needsBytes: needsBytes)
    }

    /// Whether some key of a shape may be a hit.
    func mayHit(_ shape: Digest) throws -> Bool {
        try session.imports.hasRecord(shape: shape)
            || session.store.hasCacheRecord(shape: shape, orBare: !session.restoration.wants(vertex.id))
    }

    /// A result from elsewhere: its layer is fetched where its bytes are needed, and the step is then kept as if it had been
    /// done here. What cannot be fetched is said, and is no hit.
    private func imported(_ parts: KeyParts, needsBytes: Bool) async throws -> StackState? {
        for (cache, record) in session.imports.records(for: parts.key.digest) {
            if !needsBytes {
                DebugLog.note("cache", "\(vertex.name): key \(parts.key.digest.short) found in \(cache.name)")
                try keep(parts, nil, as: record)
                return parent.adding(content: record.contentDigest)
            }
            do {
                guard let layer = try await cache.layer(of: record, in: session.store) else { continue }
                DebugLog.note(
                    "cache",
                    "\(vertex.name): key \(parts.key.digest.short) found in \(cache.name), layer \(layer.id.name)")
                try keep(parts, layer, as: record)
                return parent.adding(layer, isCached: true)
            } catch let error as StorageError where [.missingBlob, .corruptBlob].contains(error.code) {
                tellLost(cache, error)
            } catch let error as LayerArchiveError { tellLost(cache, error) }
        }
        return nil
    }

    /// Says that the layer of a step cannot be had from a cache, in a line of its own: the step may run, or another cache has it.
    private func tellLost(_ cache: ImportedCache, _ error: any Error) {
        let line = session.reporter.started("\(vertex.name): taking it from the cache \(cache.name)")
        session.reporter.failed(line, error)
    }

    private func keep(_ parts: KeyParts, _ layer: Layer?, as imported: ExportedRecord) throws {
        session.use(parts.key.digest, for: vertex.id)
        session.history.note(vertex.id) { $0.key = parts.key.digest }
        let withholding = session.history.withholding
        try session.store.addCacheRecord(
            CacheRecord(
                key: parts.key.digest, shape: parts.shape, kind: parts.kind, step: withholding.text(vertex.step),
                parts: parts.record(withholding).compact(), layer: layer, below: parent.chain,
                content: imported.contentDigest,
                created: imported.created, duration: imported.duration))
    }

    private func note(_ record: CacheRecord, _ parts: KeyParts) {
        let what = record.layer.map { "layer \($0.id.name) (\($0.diffID.short))" } ?? "its layer is gone"
        DebugLog.note("cache", "\(vertex.name): key \(parts.key.digest.short) found, \(what)")
        // A short cut leads to the key that explains something.
        session.history.note(vertex.id) { $0.key = record.wholeKey ?? record.key }
    }
}
