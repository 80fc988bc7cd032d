internal import LinuxSystem
internal import OCI

/// Turns entries in canonical order into the canonical archive and its digests.
final class LayerEmitter {
    private let stream: TarStream
    private var content: ContentHash? = ContentHash()
    private let mtimeRule: MTimeRule
    private var contentSize: Int64 = 0
    private var entryCount = 0
    private var root: RootMetadata?
    private var current: Current?
    /// Contents up to this size are hashed where they are read; larger ones on a thread.
    private let inlineLimit = 1 << 17

    /// A file between its header and its end.
    private struct Current: ~Copyable {
        let entry: LayerEntry
        var left: Int64
        var digester: Digester?
    }

    private let search: LayerSearch?

    init(mtimeRule: MTimeRule, sink: (any ByteSink)? = nil, search: LayerSearch? = nil) {
        self.mtimeRule = mtimeRule
        self.search = search
        stream = TarStream(sink: sink, checking: true, search: search)
    }

    /// Adds an entry without content.
    func add(_ entry: LayerEntry) throws {
        if entry.path.isEmpty {
            root = RootMetadata(
                permissions: entry.permissions, userID: entry.userID, groupID: entry.groupID,
                attributes: entry.attributes)
        }
        search?.begin(entry, at: stream.total)
        try stream.append(TarHeader.encode(entry, path: Self.archivePath(of: entry)))
        if entry.kind == .opaqueDirectory {
            let marker = LayerEntry(path: entry.path, kind: .whiteout, permissions: 0)
            try stream.append(TarHeader.encode(marker, path: LayerPath.join(entry.path, LayerPath.opaqueName)))
        }
        content?.add(entry, timeCounts: mtimeRule.counts(entry))
        contentSize += entry.contentSize
        entryCount += 1
    }

    /// Begins a regular file; exactly its size must be produced before `endFile`.
    func beginFile(_ entry: LayerEntry) throws {
        guard case .regular(let size) = entry.kind else { preconditionFailure("only regular files have content") }
        let isInline = size <= Int64(inlineLimit)
        if isInline { try stream.reserve(Int(size) + 4096) }
        search?.begin(entry, at: stream.total)
        try stream.append(TarHeader.encode(entry, path: entry.path))
        if !isInline { stream.beginContent() }
        current = Current(entry: entry, left: size, digester: isInline ? Digester() : nil)
    }

    /// Lets `body` give the file's next bytes: at most as many as there is room for; it says how many it gave.
    func produce(_ body: (UnsafeMutableRawBufferPointer) throws -> Int) throws -> Int {
        guard let left = current?.left else { preconditionFailure("no file was begun") }
        return try stream.produce(Int(min(left, Int64(stream.chunkSize)))) { room in
            let count = try body(room)
            current?.left -= Int64(count)
            current?.digester?.update(UnsafeRawBufferPointer(rebasing: room[..<count]))
            return count
        }
    }

    /// The bytes of the file that was begun are written to a file as well.
    func writeContent(to file: DirectWriter) throws { try stream.writeContent(to: file) }

    /// The path of the file that was begun.
    var currentPath: [UInt8] { current?.entry.path ?? [] }

    /// The bytes of the file that have not come yet.
    var left: Int64 { current?.left ?? 0 }

    /// Ends the file: the SHA-256 of its bytes.
    func endFile() throws -> Digest {
        guard let file = current.take(), file.left == 0 else {
            preconditionFailure("a file ends after all its bytes, once")
        }
        let entry = file.entry
        let digest = try Self.finalize(file) ?? stream.endContent()
        guard case .regular(let size) = entry.kind else { preconditionFailure("only regular files have content") }
        try stream.appendZeros(TarHeader.padding(size))
        content?.add(entry, timeCounts: mtimeRule.counts(entry), digest: digest)
        contentSize += size
        entryCount += 1
        return digest
    }

    /// Ends the archive.
    func finish() throws -> LayerSummary {
        try stream.appendZeros(2 * TarHeader.blockSize)
        let size = stream.total
        guard let diffID = try stream.finish(), let content = content.take() else {
            preconditionFailure("a layer is hashed, and ends once")
        }
        return LayerSummary(
            diffID: diffID, contentDigest: content.finalize(), tarSize: size, contentSize: contentSize,
            entryCount: entryCount, rootMetadata: root, checks: stream.checks)
    }

    private static func finalize(_ file: consuming Current) -> Digest? {
        guard let digester = file.digester.take() else { return nil }
        return digester.finalize()
    }

    /// An entry's name in the archive.
    static func archivePath(of entry: LayerEntry) -> [UInt8] {
        switch entry.kind {
        case .directory, .opaqueDirectory:
            return entry.path.isEmpty ? [LayerPath.dot, LayerPath.slash] : entry.path + [LayerPath.slash]
        case .whiteout:
            let parent = Array(LayerPath.parent(of: entry.path))
            return LayerPath.join(parent, LayerPath.whiteoutPrefix + LayerPath.name(of: entry.path))
        default: return entry.path
        }
    }
}
