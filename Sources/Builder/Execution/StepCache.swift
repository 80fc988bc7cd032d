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
    func result(
        of parts: KeyParts, listing: () -> CopyListing? = { nil }, make: (BuildVertex) async throws -> CommittedLayer
    ) async throws -> StackState {
        if let state = try await hit(parts) {
            session.reporter.cached(vertex.name)
            return state
        }
        let lock = try session.store.lockStep(parts.key.digest)
        defer { lock.release() }
        // Another build may have finished the step while this one waited.
        if let state = try await hit(parts) {
            session.reporter.cached(vertex.name)
            return state
        }
        return try await carryOut(explaining: { try explanation(of: parts, listing()) }) { line in
            let start = Timestamp.now()
            let layer = try await make(line).layer
            try record(parts, layer, since: start, listing: listing())
            return layer
        }
    }

    /// Whether the step has to be in the cache.
    var isRequired: Bool {
        get throws {
            if session.request.requiredCached == nil { return false }
            return try session.requiredSteps().contains(vertex.id.index + 1)
        }
    }

    private func notCached(_ cause: MissCause) -> BuildError {
        let name = session.history.step(vertex.id.index + 1).name
        var error: BuildError
        if cause.kind == .forced {
            error = BuildError(
                .notCached, "\(name) is not taken from the cache: --no-cache-filter has its stage run",
                hint: "leave the stage out of --no-cache-filter, or name what has to be cached: --require-cached=STAGE")
        } else {
            let reason = cause.line.isEmpty ? "there is no earlier record to compare it with" : cause.line
            error = BuildError(
                .notCached, "\(name) is not in the cache: \(reason)",
                hint: "`strata why` tells more; without --require-cached the step runs")
        }
        error.range = vertex.range
        return error
    }

    /// Why the step runs, found out and remembered.
    ///
    /// - Throws: `BuildError` with `notCached` where the step has to be in the cache.
    func explanation(of parts: KeyParts, _ listing: @autoclosure () -> CopyListing? = nil) throws -> MissCause {
        let explainer = MissExplainer(session: session, vertex: vertex)
        let cause = explainer.cause(of: parts, listing: listing())
        DebugLog.note("cache", "\(vertex.name): key \(parts.key.digest.short) not found: \(cause.line)")
        session.history.note(vertex.id) { $0.key = parts.key.digest }
        session.history.note(vertex.id, cause)
        if try isRequired { throw notCached(cause) }
        return cause
    }

    /// Keeps the result of a step under its key, and beside it what it read, where that is files.
    func record(_ parts: KeyParts, _ layer: Layer, since start: Timestamp, listing: CopyListing? = nil) throws {
        let withholding = session.history.withholding
        session.use(parts.key.digest, for: vertex.id)
        session.request.freshSteps?.insert(parts.key.digest)
        try session.store.addCacheRecord(
            CacheRecord(
                key: parts.key.digest, shape: parts.shape, kind: parts.kind, step: withholding.text(vertex.step),
                parts: parts.record(withholding).compact(),
                layer: layer, below: parent.chain, created: layer.created, duration: Timestamp.now().secondsSince(start)
            ))
        session.history.note(vertex.id) { $0.key = parts.key.digest }
        if let listing { try FileListing.keep(listing, of: parts.key.digest, in: session.store) }
    }

    /// Keeps a result under a second key that is quicker to tell, and that leads to the first.
    func recordShortCut(_ parts: KeyParts, _ layer: Layer) throws {
        session.use(parts.key.digest, for: vertex.id)
        let whole = session.history.step(vertex.id.index + 1).key
        try session.store.addCacheRecord(
            CacheRecord(
                key: parts.key.digest, kind: CacheRecord.shortCut, step: "", parts: whole?.hex ?? "", layer: layer,
                below: parent.chain, created: layer.created, duration: 0))
    }

    /// Shows a step as running while it is carried out, with the reason why it runs where that is known before.
    func carryOut(
        explaining cause: () throws -> MissCause? = { nil }, _ body: (BuildVertex) async throws -> Layer
    ) async throws -> StackState {
        _ = try parent.layers
        let cause = try cause()
        // A step that was found without its layer, and is carried out all the same, gets a line of its own.
        let isAgain = session.result(of: vertex.id) != nil
        let line = session.reporter.started(vertex.name + (isAgain ? " (again: its layer is gone)" : ""))
        if let cause { session.reporter.note(line, cause.line) }
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
