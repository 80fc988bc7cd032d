public import LinuxSystem
internal import OCI

/// Compresses a layer's archive as zstd:chunked.
///
/// Whoever knows nothing of the form decompresses the same tar. The same archive gives the same bytes. Memory: at most 25 bytes for each
/// entry.
public final class ChunkedWriter {
    private let frames: ZstdFrames
    private let reader: TarReader
    private var split = TarSplit()
    private let splitPart: GatheredPart
    private let tablePart: GatheredPart
    /// The first eight bytes of each name's SHA-256: that names are taken for the same which are not costs a layer this form only.
    private var names: Set<UInt64> = []
    /// Bytes of the archive that are in no frame yet; none of a file.
    private var pending: [UInt8] = []
    /// So many of these make a frame.
    private static let pendingLimit = 1 << 20

    private init(
        _ tar: any ByteSource, level: Int32, to sink: any ByteSink, spill: @escaping () throws -> FileHandle?
    ) throws {
        frames = try ZstdFrames(to: sink, level: level)
        reader = TarReader(ChunkedInput(tar), limits: .standard, recordingHeaders: true)
        splitPart = try GatheredPart(level: level, spill: spill)
        tablePart = try GatheredPart(level: level, spill: spill)
    }

    /// Compresses an archive to its end.
    ///
    /// - Parameter spill: Opens an empty file, to write to and read from, for what can be written only at the end; `nil` where there can
    ///   be none: it is held in memory then.
    /// - Returns: What the layer's descriptor says of the blob; `nil` where the archive has something that the form cannot say:
    ///   a name that is not UTF-8, a name twice, a sparse file, or headers that not all readers know. What was written is worth
    ///   nothing then.
    /// - Throws: `LayerArchiveError` where it is no archive; what source and sink throw.
    public static func write(
        _ tar: any ByteSource, level: Int, to sink: any ByteSink, spill: @escaping () throws -> FileHandle? = { nil }
    ) throws -> [String: String]? {
        let writer = try ChunkedWriter(tar, level: Int32(level), to: sink, spill: spill)
        return try writer.run()
    }

    private func run() throws -> [String: String]? {
        try tablePart.write(#"{"version":1,"entries":["#)
        var filling = 0
        var end: Int64 = 0
        var isFirst = true
        while let entry = try reader.next() {
            guard reader.isPaddingZero, var row = TableEntry(entry, header: reader.headers),
                names.insert(Self.key(row.name)).inserted
            else { return nil }
            let head = [UInt8](repeating: 0, count: filling) + reader.headers
            try splitPart.write(split.segment(head))
            try add(head)
            let sum = try addContent(&row)
            try splitPart.write(split.file(row.name, size: row.size, sum: sum))
            try tablePart.write((isFirst ? "" : ",") + row.json.compact())
            isFirst = false
            filling = TarHeader.padding(row.size)
            end = reader.input.taken
        }
        guard reader.isPaddingZero else { return nil }
        // The reader has passed blocks of zeros, or nothing.
        let zeros = Int(reader.input.taken - end)
        try splitPart.write(split.segment([UInt8](repeating: 0, count: zeros)))
        try add([UInt8](repeating: 0, count: zeros))
        try addRemainder()
        try flush()
        return try finish()
    }

    /// What is kept of a name as tar-split compares it: after Go's `filepath.Clean`, near enough.
    private static func key(_ name: String) -> UInt64 {
        let cleaned = name.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
        return Digest.of(cleaned).prefix
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
            try splitPart.write(split.segment(bytes))
            try add(bytes)
        }
    }

    private func finish() throws -> [String: String] {
        let splitDigest = try splitPart.finish()
        try tablePart.write("],\"tarSplitDigest\":\"\(splitDigest)\"}")
        let table = try tablePart.write(to: frames, tablePart.finish())
        let split = try splitPart.write(to: frames, splitDigest)
        let footer = ChunkedFormat.footer(table: table, split: split)
        _ = try frames.skippable(Int64(footer.count)) { try $0.write(footer) }
        return ChunkedFormat.annotations(table: table, split: split)
    }
}
