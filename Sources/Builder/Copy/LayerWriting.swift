import BuildGraph
import LayerArchive
import LinuxSystem
import OCI
import Storage

/// Writes planned entries into a layer of the store, hashing every byte on its way.
struct LayerWriting {
    let session: BuildSession
    let parent: StackState
    let plan: LayerPlan
    /// The sources that file entries refer to, each with what is known of its files (`nil`: nothing yet).
    let sources: [SelectedSource]
    var facts: [[FileFacts]]?
    /// The step, for what its layer may not hold; `nil` where no layer is made.
    var vertex: Vertex?

    /// What came of it.
    struct Result {
        let committed: CommittedLayer
        /// What is known of each source's files now that they have been read.
        let facts: [[FileFacts]]
        /// States of files that were read whole, for the context index.
        let read: [(key: ContextIndex.Key, digest: Digest)]
    }

    /// Writes and commits the layer.
    ///
    /// - Throws: `BuildError` with `contextChanged` where a file is not what it was when its digest went into the key.
    func commit() throws -> Result {
        let work = try session.store.makeWorkDirectory()
        defer { work.remove() }
        let secrets = vertex.map { SecretGuard(session: session, vertex: $0) }
        let search = secrets?.search()
        let (summary, state) = try write(into: DirectoryHandle.open(work.upper), search)
        try secrets?.check(search)
        let committed = try session.store.commitLayer(
            work, summary: summary, mtimeRule: .none, created: .now(), cutOff: session.sourceDateEpoch == nil)
        return Result(committed: committed, facts: state.facts, read: state.read)
    }

    /// Writes the entries into a directory.
    func write(
        into directory: DirectoryHandle, _ search: LayerSearch? = nil
    ) throws -> (summary: LayerSummary, state: WritingState) {
        let writer = LayerWriter(
            into: directory, mtimeRule: .none, sourceDateEpoch: session.sourceDateEpoch?.seconds, search: search)
        var state = WritingState(facts: facts ?? sources.map { $0.tree.entries.map { _ in FileFacts() } })
        state.readers = sources.map { SourceReader(source: $0.origin, tree: $0.tree) }
        state.hashes = sources.map { $0.origin.index == nil ? [] : $0.tree.pathHashes() }
        try plan.forEach { item in try write(item, to: writer, &state) }
        return (try writer.finish(), state)
    }

    /// What is found out while entries are written.
    struct WritingState {
        var facts: [[FileFacts]]
        var readers: [SourceReader] = []
        var hashes: [[UInt64]] = []
        var read: [(key: ContextIndex.Key, digest: Digest)] = []
        fileprivate var firstPaths: [LinkIdentity: [UInt8]] = [:]
    }

    fileprivate struct LinkIdentity: Hashable {
        let source: Int
        let device: UInt64
        let inode: UInt64
    }

    private func write(_ item: LayerPlan.Item, to writer: LayerWriter, _ state: inout WritingState) throws {
        switch item.content {
        case .none: try writer.add(item.entry)
        case .bytes(let bytes): try writer.add(item.entry, bytes: bytes)
        case .file(let number, let index): try copy(item.entry, source: number, index, to: writer, &state)
        }
    }

    private func copy(
        _ entry: LayerEntry, source number: Int, _ index: Int, to writer: LayerWriter, _ state: inout WritingState
    ) throws {
        let scanned = sources[number].tree.entries[index].status
        if scanned.linkCount > 1 {
            let identity = LinkIdentity(source: number, device: scanned.device, inode: scanned.inode)
            if let first = state.firstPaths[identity] {
                // The bytes are read all the same: the key counts them for each name.
                if state.facts[number][index].digest == nil {
                    state.facts[number][index].digest = try state.readers[number].open(index).digestOfContent()
                }
                var link = entry
                link.kind = .hardLink(target: first)
                try writer.add(link)
                return
            }
            state.firstPaths[identity] = entry.path
        }
        let file = try state.readers[number].open(index)
        var entry = entry
        if facts == nil {
            entry.attributes = try state.readers[number].attributes(of: file, index)
            state.facts[number][index].attributes = entry.attributes
        }
        let digest = try copyBytes(entry, from: file, state.readers[number], index, writer)
        if let wanted = state.facts[number][index].digest, wanted != digest {
            throw state.readers[number].changed(index)
        }
        state.facts[number][index].digest = digest
        guard !state.hashes[number].isEmpty, entry.attributes.isEmpty, facts == nil else { return }
        let now = try file.status()
        if now.modified == scanned.modified, now.changed == scanned.changed, now.inode == scanned.inode {
            state.read.append((ContextIndex.Key(path: state.hashes[number][index], status: scanned), digest))
        }
    }

    private func copyBytes(
        _ entry: LayerEntry, from file: FileHandle, _ reader: SourceReader, _ index: Int, _ writer: LayerWriter
    ) throws -> Digest {
        do {
            return try writer.copy(entry, from: file)
        } catch let error as LayerArchiveError where error.code == .sizeChanged {
            throw reader.changed(index)
        }
    }
}
