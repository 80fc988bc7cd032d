internal import OCI

/// Compresses a layer's archive as zstd:chunked.
///
/// Whoever knows nothing of the form decompresses the same tar. The same archive gives the same bytes. Memory: some
/// hundred bytes for each entry.
public final class ChunkedWriter {
    private let frames: ZstdFrames
    private let reader: TarReader
    private let level: Int32
    private var split = TarSplit()
    private let splitBytes = BytesSink()
    private let splitSink: CountingZstd
    private let tableBytes = BytesSink()
    private let tableSink: CountingZstd
    private var names: Set<String> = []
    /// Bytes of the archive that are in no frame yet; none of a file.
    private var pending: [UInt8] = []
    /// So many of these make a frame.
    private static let pendingLimit = 1 << 20

    private init(_ tar: any ByteSource, level: Int32, to sink: any ByteSink) throws {
        self.level = level
        frames = try ZstdFrames(to: sink, level: level)
        reader = TarReader(ChunkedInput(tar), limits: .standard, recordingHeaders: true)
        splitSink = try CountingZstd(to: splitBytes, level: level)
        tableSink = try CountingZstd(to: tableBytes, level: level)
    }

    /// Compresses an archive to its end.
    ///
    /// - Returns: What the layer's descriptor says of the blob; `nil` where the archive has something that the form cannot say:
    ///   a name that is not UTF-8, a name twice, a sparse file, or headers that not all readers know. What was written is worth
    ///   nothing then.
    /// - Throws: `LayerArchiveError` where it is no archive; what source and sink throw.
    public static func write(
        _ tar: any ByteSource, level: Int, to sink: any ByteSink
    ) throws -> [String: String]? {
        let writer = try ChunkedWriter(tar, level: Int32(level), to: sink)
        return try writer.run()
    }

    private func run() throws -> [String: String]? {
        try tableSink.write(#"{"version":1,"entries":["#)
        var filling = 0
        var end: Int64 = 0
        var isFirst = true
        while let entry = try reader.next() {
            guard reader.isPaddingZero, var row = TableEntry(entry, header: reader.headers),
                names.insert(Self.cleaned(row.name)).inserted
            else { return nil }
            let head = [UInt8](repeating: 0, count: filling) + reader.headers
            try splitSink.write(split.segment(head))
            try add(head)
            let sum = try addContent(&row)
            try splitSink.write(split.file(row.name, size: row.size, sum: sum))
            try tableSink.write((isFirst ? "" : ",") + row.json.compact())
            isFirst = false
            filling = TarHeader.padding(row.size)
            end = reader.input.taken
        }
        guard reader.isPaddingZero else { return nil }
        // The reader has passed blocks of zeros, or nothing.
        let zeros = Int(reader.input.taken - end)
        try splitSink.write(split.segment([UInt8](repeating: 0, count: zeros)))
        try add([UInt8](repeating: 0, count: zeros))
        try addRemainder()
        try flush()
        return try finish()
    }

    /// What tar-split compares names by: Go's `filepath.Clean`, near enough.
    private static func cleaned(_ name: String) -> String {
        name.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
    }

    private func add(_ bytes: [UInt8]) throws {
        pending += bytes
        if pending.count >= Self.pendingLimit { try flush() }
    }

    private func flush() throws {
        if pending.isEmpty { return }
        try frames.frame(pending)
        pending.removeAll(keepingCapacity: true)
    }

    /// Writes the bytes of a file as a frame.
    private func addContent(_ row: inout TableEntry) throws -> CRC64? {
        if row.size == 0 { return nil }
        try flush()
        row.offset = frames.count
        frames.begin(row.size)
        var digester = Digester()
        var sum = CRC64()
        while case .data(let chunk, let range) = try reader.nextPiece() {
            try chunk.withBytes(range) { bytes in
                digester.update(bytes)
                sum.update(bytes)
                try frames.write(bytes)
            }
        }
        try frames.end()
        row.end = frames.count
        row.digest = digester.finalize()
        return sum
    }

    /// What follows the archive's end: more zeros, most often.
    private func addRemainder() throws {
        while true {
            let bytes = try reader.input.read(1 << 16)
            if bytes.isEmpty { return }
            try splitSink.write(split.segment(bytes))
            try add(bytes)
        }
    }

    private func finish() throws -> [String: String] {
        let split = try splitSink.finish()
        try tableSink.write("],\"tarSplitDigest\":\"\(Digest.of(splitBytes.bytes))\"}")
        let table = try tableSink.finish()
        let first = ChunkedFormat.Part(
            offset: try frames.skippable(tableBytes.bytes), length: Int64(tableBytes.bytes.count), uncompressed: table,
            digest: .of(tableBytes.bytes))
        let second = ChunkedFormat.Part(
            offset: try frames.skippable(splitBytes.bytes), length: Int64(splitBytes.bytes.count), uncompressed: split,
            digest: .of(splitBytes.bytes))
        _ = try frames.skippable(ChunkedFormat.footer(table: first, split: second))
        return ChunkedFormat.annotations(table: first, split: second)
    }
}

/// Compresses, and counts what goes in.
private final class CountingZstd {
    private let sink: ZstdSink
    private var count: Int64 = 0

    init(to target: any ByteSink, level: Int32) throws { sink = try ZstdSink(to: target, level: level) }

    func write(_ bytes: [UInt8]) throws {
        count += Int64(bytes.count)
        try sink.write(bytes)
    }

    func write(_ text: String) throws { try write(Array(text.utf8)) }

    func finish() throws -> Int64 {
        try sink.finish()
        return count
    }
}
