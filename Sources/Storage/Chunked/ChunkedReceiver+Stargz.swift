internal import LayerArchive
internal import LinuxSystem
internal import OCI

/// The same for eStargz, whose table is the last file of the tar.
///
/// The member of a file holds its bytes and the headers behind them. Where the bytes are here, these headers are made of the table;
/// the diff-id tells whether they were right, and where they were not, the members come after all.
extension ChunkedReceiver {
    func receive(stargz digest: Digest, _ fetched: FetchedParts) async throws -> Layer? {
        let notes = try store.makeLockedDirectory()
        defer { notes.remove() }
        guard let table = try await table(digest, fetched, notes) else {
            return refused("no tar can be made of its table of contents")
        }
        let order = try table.filesByDigest()
        let known = try store.localFiles(for: table, order, in: notes)
        guard let plan = try plan(table, besides: known, fetched),
            try await load(plan, of: table, besides: known, fetched)
        else { return nil }
        let contents = StargzContents(table, known: known, fetched: fetched, store: store)
        for headers in try contents.learn() {
            contents.headers = headers
            let work = try store.makeWorkDirectory()
            defer { work.remove() }
            if let applied = try apply(table, contents, fetched, work), applied.summary.diffID == layer.diffID {
                return try finish(applied, table, order, fetched, work)
            }
        }
        return try await receiveRest(table, order, fetched)
    }

    /// Loads what is not there yet, and makes the tar of nothing else.
    private func receiveRest(
        _ table: TableOfContents, _ order: NumberIndex, _ fetched: FetchedParts
    ) async throws -> Layer? {
        DebugLog.note("store", "the blob \(blob.digest): its headers cannot be made of its table, the rest comes, too")
        let rest = try ranges(of: table, besides: nil, fetched, gap: 0, limit: 4096)
        if try await !fetched.fetchTogether(rest) { try await fetched.fetch(rest) }
        let work = try store.makeWorkDirectory()
        defer { work.remove() }
        let contents = StargzContents(table, known: nil, fetched: fetched, store: store)
        guard let applied = try apply(table, contents, fetched, work) else { return nil }
        guard applied.summary.diffID == layer.diffID else { throw wrong(applied.summary.diffID) }
        return try finish(applied, table, order, fetched, work)
    }

    private func finish(
        _ applied: AppliedLayer, _ table: TableOfContents, _ order: NumberIndex, _ fetched: FetchedParts,
        _ work: WorkDirectory
    ) throws -> Layer? {
        progress(blob, .received)
        if applied.dependsOnBase { return refused("it depends on the layers below it") }
        return try keep(applied, table, order, fetched, work)
    }

    /// `nil` where what was put together is no archive: headers that were made can be wrong, and files here can have changed.
    private func apply(
        _ table: TableOfContents, _ contents: StargzContents, _ fetched: FetchedParts, _ work: WorkDirectory
    ) throws -> AppliedLayer? {
        var applier = LayerApplier(into: try DirectoryHandle.open(work.upper))
        applier.table = TableCheck(table)
        let tar = try RebuiltTar(
            table, opening: contents.open, part: fetched.source, frames: contents.frames, tails: contents.tail)
        do {
            return try whileDoing("putting the layer \(blob.digest) together") { try applier.apply(tar) }
        } catch let error as LayerArchiveError where contents.usesLocalFiles && error.code != .badTable {
            DebugLog.note("store", "the blob \(blob.digest): \(error.message)")
            return nil
        }
    }

    private func table(
        _ digest: Digest, _ fetched: FetchedParts, _ notes: WorkDirectory
    ) async throws -> TableOfContents? {
        let end = blob.size - Int64(StargzFormat.footerSize)
        let footer = try await fetched.bytes(end..<blob.size)
        guard let offset = StargzFormat.tableOffset(footer: footer), offset < end,
            pays(end - offset, requests: 2)
        else { return nil }
        try await fetched.fetch([offset..<end])
        return try TableOfContents(
            stargz: offset..<end, digest: digest, in: store.scratchFile("table", in: notes), opening: fetched.source)
    }
}
