/// Writes a tar archive: ustar with PAX records where needed, numeric owners, entries in the order in which they are given.
///
/// For archives of files such as a docker-archive; a layer's own archive comes from `LayerCapture`.
public final class TarWriter {
    private let sink: any ByteSink

    /// Writes into a sink.
    public init(to sink: any ByteSink) { self.sink = sink }

    /// Adds an entry from memory; only a regular file may have bytes.
    public func add(_ entry: LayerEntry, bytes: [UInt8] = []) throws {
        var entry = entry
        if case .regular = entry.kind { entry.kind = .regular(size: Int64(bytes.count)) }
        try sink.write(header(entry))
        if case .regular(let size) = entry.kind {
            try sink.write(bytes)
            try sink.write([UInt8](repeating: 0, count: TarHeader.padding(size)))
        }
    }

    /// Adds a regular file whose bytes come from a source.
    ///
    /// - Throws: `sizeChanged` where other than the entry's size comes.
    public func add(_ entry: LayerEntry, from source: any ByteSource) throws {
        guard case .regular(let size) = entry.kind else { return try add(entry) }
        try sink.write(header(entry))
        let count = try source.copy(to: sink)
        guard count == size else {
            throw LayerArchiveError(.sizeChanged, "\(shown(entry.path)) has \(count) bytes instead of \(size)")
        }
        try sink.write([UInt8](repeating: 0, count: TarHeader.padding(size)))
    }

    /// Adds a regular file whose bytes are written by `content`, for what pushes rather than being read.
    ///
    /// - Throws: `sizeChanged` where it writes other than the entry's size.
    public func add(_ entry: LayerEntry, writing content: (any ByteSink) throws -> Void) throws {
        guard case .regular(let size) = entry.kind else { return try add(entry) }
        try sink.write(header(entry))
        let counted = CountingSink(sink)
        try content(counted)
        guard counted.count == size else {
            throw LayerArchiveError(.sizeChanged, "\(shown(entry.path)) has \(counted.count) bytes instead of \(size)")
        }
        try sink.write([UInt8](repeating: 0, count: TarHeader.padding(size)))
    }

    /// Ends the archive.
    public func finish() throws { try sink.write([UInt8](repeating: 0, count: 2 * TarHeader.blockSize)) }

    private func header(_ entry: LayerEntry) -> [UInt8] {
        TarHeader.encode(entry, path: entry.isDirectory ? entry.path + [LayerPath.slash] : entry.path)
    }
}

/// Passes bytes on and counts them.
private final class CountingSink: ByteSink {
    private let next: any ByteSink
    private(set) var count: Int64 = 0

    init(_ next: any ByteSink) { self.next = next }

    func write(_ bytes: UnsafeRawBufferPointer) throws {
        count += Int64(bytes.count)
        try next.write(bytes)
    }
}
