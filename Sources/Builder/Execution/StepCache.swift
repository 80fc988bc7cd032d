import BuildGraph
import LinuxSystem
import OCI
import Storage

/// Looks steps up in the cache, and lets one of several builds that want the same step carry it out.
struct StepCache: Sendable {
    let session: BuildSession
    let vertex: Vertex
    let parent: StackState

    /// The result of a step: from the cache, from another build that has it in work, or made here.
    ///
    /// - Parameter make: carries the step out; the layer is committed when it returns.
    func result(of parts: KeyParts, make: (BuildVertex) async throws -> CommittedLayer) async throws -> StackState {
        if let layer = try hit(parts) {
            session.reporter.cached(vertex.name)
            return parent.adding(layer, isCached: true)
        }
        let lock = try session.store.lockStep(parts.key.digest)
        defer { lock.release() }
        // Another build may have finished the step while this one waited.
        if let layer = try hit(parts, isAgain: true) {
            session.reporter.cached(vertex.name)
            return parent.adding(layer, isCached: true)
        }
        return try await carryOut { line in
            let start = Timestamp.now()
            let layer = try await make(line).layer
            try record(parts, layer, since: start)
            return layer
        }
    }

    /// The layer kept for a key; `nil` for a miss, and where the cache is not to be used.
    func hit(_ parts: KeyParts, isAgain: Bool = false) throws -> Layer? {
        if session.request.noCache { return nil }
        let layer = try session.store.cacheRecord(for: parts.key.digest)?.layer
        if layer != nil || !isAgain { DebugLog.note("cache", note(layer, parts)) }
        return layer
    }

    private func note(_ layer: Layer?, _ parts: KeyParts) -> String {
        let looked = "\(vertex.name): key \(parts.key.digest.short)"
        if let layer { return looked + " found, layer \(layer.id.name) (\(layer.diffID.short))" }
        return looked + " not found: " + CacheMiss.explanation(of: parts, step: vertex.step, in: session.store)
    }

    /// Keeps the result of a step under its key.
    func record(_ parts: KeyParts, _ layer: Layer, since start: Timestamp) throws {
        try session.store.addCacheRecord(
            CacheRecord(
                key: parts.key.digest, shape: parts.shape, kind: parts.kind, step: vertex.step,
                parts: parts.record.compact(),
                layer: layer, below: parent.chain, created: layer.created, duration: Timestamp.now().secondsSince(start)
            ))
    }

    /// Keeps a result under a second key that is quicker to tell; it explains nothing.
    func recordShortCut(_ parts: KeyParts, _ layer: Layer) throws {
        try session.store.addCacheRecord(
            CacheRecord(
                key: parts.key.digest, kind: CacheRecord.shortCut, step: "", parts: "{}", layer: layer,
                below: parent.chain, created: layer.created, duration: 0))
    }

    /// Shows a step as running while it is carried out.
    func carryOut(_ body: (BuildVertex) async throws -> Layer) async throws -> StackState {
        let line = session.reporter.started(vertex.name)
        let start = Timestamp.now()
        do {
            let layer = try await body(line)
            DebugLog.note(
                "step",
                "\(vertex.name): layer \(layer.id.name), \(layer.byteSize) bytes, in "
                    + "\(Int(Timestamp.now().secondsSince(start) * 1000)) ms")
            session.reporter.completed(line)
            return parent.adding(layer, isCached: false)
        } catch {
            session.reporter.failed(line, error)
            throw error
        }
    }
}
