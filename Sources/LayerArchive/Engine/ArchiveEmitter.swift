internal import LinuxSystem
internal import OCI

/// Turns entries in canonical order into the canonical archive and nothing else: no content is hashed by itself.
final class ArchiveEmitter: EntryTarget {
    private let stream: TarStream
    private let toleratesChanges: Bool
    /// Contents up to this size lie in one piece, so that one read gets them.
    private let smallSize: Int64 = 1 << 17

    /// - Parameters:
    ///   - hashing: Whether the archive's own digest is wanted.
    ///   - toleratingChanges: A file that grows or shrinks meanwhile is cut, or filled up with zeros, as tar(1) does.
    init(to sink: (any ByteSink)?, hashing: Bool, toleratingChanges: Bool = false) {
        stream = TarStream(sink: sink, hashing: hashing)
        toleratesChanges = toleratingChanges
    }

    func add(_ entry: LayerEntry) throws {
        try stream.append(TarHeader.encode(entry, path: LayerEmitter.archivePath(of: entry)))
        if entry.kind == .opaqueDirectory {
            let marker = LayerEntry(path: entry.path, kind: .whiteout, permissions: 0)
            try stream.append(TarHeader.encode(marker, path: LayerPath.join(entry.path, LayerPath.opaqueName)))
        }
    }

    func addFile(_ entry: LayerEntry, from source: FileHandle) throws {
        guard case .regular(let size) = entry.kind else { preconditionFailure("only regular files have content") }
        if size <= smallSize { try stream.reserve(Int(size) + 4096) }
        try stream.append(TarHeader.encode(entry, path: entry.path))
        var offset: Int64 = 0
        while offset < size {
            if offset > 0 { try Cancellation.check() }
            offset += Int64(
                try stream.produce(Int(min(size - offset, Int64(stream.chunkSize)))) { room in
                    let count = try source.read(into: room, at: offset)
                    if count > 0 { return count }
                    guard toleratesChanges else { throw Self.shrunk(entry, size) }
                    room.initializeMemory(as: UInt8.self, repeating: 0)
                    return room.count
                })
        }
        try stream.appendZeros(TarHeader.padding(size))
    }

    func finish() throws -> LayerSummary { preconditionFailure("an archive alone has no content digest") }

    /// Ends the archive: its digest, where it is wanted, and its bytes.
    func end() throws -> (digest: Digest?, size: Int64) {
        try stream.appendZeros(2 * TarHeader.blockSize)
        return (try stream.finish(), stream.total)
    }

    private static func shrunk(_ entry: LayerEntry, _ size: Int64) -> LayerArchiveError {
        LayerArchiveError(
            .sizeChanged,
            "\(shown(entry.path)) has fewer bytes now than the \(size) that it had when its size was read",
            hint: "Something writes to the file while it is read.")
    }
}
