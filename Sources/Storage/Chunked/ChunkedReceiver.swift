internal import LayerArchive
internal import LinuxSystem
internal import OCI

/// Brings a layer with a table of contents into the store without loading the files that other layers have.
///
/// Nothing is believed: the table has the digest of the manifest's annotation, each file that of the table, every entry of the tar
/// is what the table says, and the tar that comes of it has the configuration's diff-id (layer rule 15).
struct ChunkedReceiver: Sendable {
    /// A smaller blob is loaded as it is.
    private static let smallest: Int64 = 128 << 10
    let store: Store
    let layer: IncomingLayer
    let provider: BlobProvider
    let progress: @Sendable (Descriptor, LayerProgress) -> Void

    var blob: Descriptor { layer.blob }

    /// The layer; `nil` where the whole blob is to be loaded: it has no table, loading all costs no more, the other side
    /// gives no parts, or it depends on the layers below.
    ///
    /// - Throws: `LayerArchiveError` with `badTable`, `.corruptBlob`: what table, tar and configuration say does not agree.
    func receive() async throws -> Layer? {
        let (layout, stargz) = (ChunkedLayout(blob), StargzFormat.table(of: blob))
        guard let part = provider.part, blob.size >= Self.smallest, layout != nil || stargz != nil,
            pays(Int64(layout?.range.count ?? 0), requests: 1), try store.hasLayers(),
            try store.layer(diffID: layer.diffID) == nil, try !store.hasBlob(blob.digest),
            try !PartialBlob.isBegun(blob.digest, in: store.directory)
        else { return nil }
        let fetched = try FetchedParts(blob, in: store.directory, by: part, together: provider.parts, progress)
        do { return try await receive(fetched, layout, stargz) } catch
            where (fetched.isContinued || fetched.cameTogether) && Self.isOfBytes(error)
        {
            // What an earlier call left may be damaged, by a power cut for one; and not every server has several parts right.
            DebugLog.note("store", "parts of the blob \(blob.digest) are received again: \(error)")
            let fresh = try FetchedParts(blob, in: store.directory, by: part, progress)
            return try await receive(fresh, layout, stargz)
        }
    }

    /// What came is kept for the next call where this one is interrupted, and only there.
    private func receive(
        _ fetched: FetchedParts, _ layout: ChunkedLayout?, _ stargz: Digest?
    ) async throws -> Layer? {
        do {
            let made = try await receive(layout, stargz, fetched)
            try fetched.remove()
            return made
        } catch is FetchedParts.NoParts {
            try fetched.remove()
            return refused("the other side gives whole blobs only")
        } catch let error where Self.isOfBytes(error) {
            try fetched.remove()
            throw error
        }
    }

    private func receive(_ layout: ChunkedLayout?, _ stargz: Digest?, _ fetched: FetchedParts) async throws -> Layer? {
        do {
            if let layout { return try await receive(layout, fetched) }
            guard let stargz else { return nil }
            return try await receive(stargz: stargz, fetched)
        } catch let error as LayerArchiveError where error.code != .badTable && !fetched.isContinued {
            // A file that changed here, or what needs the layers below: the whole blob tells.
            return refused(error.message)
        }
    }

    /// Whether an error speaks of what came, and not of how it came.
    static func isOfBytes(_ error: any Error) -> Bool {
        error is LayerArchiveError || (error as? StorageError)?.code == .corruptBlob
    }

    private func receive(_ layout: ChunkedLayout, _ fetched: FetchedParts) async throws -> Layer? {
        let notes = try store.makeLockedDirectory()
        defer { notes.remove() }
        try await fetched.fetch([layout.range])
        let table = try TableOfContents(
            of: layout, in: store.scratchFile("table", in: notes), opening: fetched.source)
        let order = try table.filesByDigest()
        let known = try store.localFiles(for: table, order, in: notes)
        guard let plan = try plan(table, besides: known, fetched) else { return nil }
        let work = try store.makeWorkDirectory()
        defer { work.remove() }
        guard let applied = try await loadAndApply(plan, table, known, fetched, work) else { return nil }
        guard applied.summary.diffID == layer.diffID else { throw wrong(applied.summary.diffID) }
        if applied.dependsOnBase { return refused("it depends on the layers below it") }
        return try keep(applied, table, order, fetched, work)
    }

    /// Puts the layer together while its parts come; `nil` where they do not come so.
    private func loadAndApply(
        _ plan: LoadPlan, _ table: TableOfContents, _ known: LocalFiles, _ fetched: FetchedParts, _ work: WorkDirectory
    ) async throws -> AppliedLayer? {
        fetched.beginLoading()
        async let loading = loadAll(plan, table, known, fetched)
        let applied: AppliedLayer?
        do { applied = try await apply(table, known, fetched, work) } catch is FetchedParts.NotComing { applied = nil }
        guard try await loading else { return nil }
        if applied == nil { _ = refused("a part of it did not come") }
        return applied
    }

    private func loadAll(
        _ plan: LoadPlan, _ table: TableOfContents, _ known: LocalFiles, _ fetched: FetchedParts
    ) async throws -> Bool {
        defer { fetched.endLoading() }
        guard try await load(plan, of: table, besides: known, fetched) else { return false }
        progress(blob, .received)
        return true
    }

    /// Puts the layer together, on a thread that may wait for what is to come.
    private func apply(
        _ table: TableOfContents, _ known: LocalFiles, _ fetched: FetchedParts, _ work: WorkDirectory
    ) async throws -> AppliedLayer {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                DedicatedThread.start {
                    continuation.resume(
                        with: Result {
                            let source = FileContents(table, known: known, fetched: fetched, store: store)
                            var applier = LayerApplier(into: try DirectoryHandle.open(work.upper))
                            applier.table = TableCheck(table)
                            let tar = try RebuiltTar(
                                table, opening: source.open, part: fetched.source, frames: fetched.frames)
                            return try whileDoing("putting the layer \(blob.digest) together") {
                                try applier.apply(tar)
                            }
                        })
                }
            }
        } onCancel: {
            fetched.stop()
        }
    }

    func wrong(_ diffID: Digest) -> StorageError {
        StorageError(
            .corruptBlob,
            "the table of contents of the layer \(blob.digest) leads to \(diffID); the configuration says \(layer.diffID)",
            hint: "the layer is hostile or broken: get the image from where it was made")
    }

    func keep(
        _ applied: AppliedLayer, _ table: TableOfContents, _ order: NumberIndex, _ fetched: FetchedParts,
        _ work: WorkDirectory
    ) throws -> Layer {
        var new = NewLayer(summary: applied.summary, mtimeRule: .all, created: layer.created, cutOff: false)
        new.isCanonical = applied.isCanonical
        new.blob = blob
        let result = try store.commit(new, from: work).layer
        fetched.beginRemoval()
        try store.remember(table, order, of: result)
        progress(blob, .spared(fetched: fetched.count))
        return result
    }

    func refused(_ why: String) -> Layer? {
        DebugLog.note("store", "the blob \(blob.digest) comes whole: \(why)")
        return nil
    }
}
