internal import LinuxSystem
internal import OCI

/// The bytes of an archive on their way to a hash and a sink, gathered in chunks.
///
/// Headers are appended; contents are read straight into the chunk, so that no byte is copied before it is hashed. Where nothing is
/// hashed or looked for, they are read to where the sink wants them.
final class TarStream {
    private let pool: ChunkPool
    private let lane: HashLane?
    private let contentLane = HashLane()
    private let sink: (any ByteSink)?
    private let search: LayerSearch?
    private var buffer: AlignedBuffer?
    private var filled = 0
    /// Whether bytes are put where the sink wants them, not into chunks.
    private var isFillingSink: Bool
    private var contentStart: Int?
    private var contentFile: DirectWriter?
    /// How many bytes have come so far.
    private(set) var total: Int64 = 0

    /// The checks of the parts of the archive that `finish` ended, where they are wanted.
    var checks: PartChecks { lane?.checks ?? PartChecks() }

    /// - Parameters:
    ///   - hashing: Whether the digest of the whole is wanted.
    ///   - checking: Whether the checks of its parts are wanted as well.
    init(
        sink: (any ByteSink)?, hashing: Bool = true, checking: Bool = false, pool: ChunkPool = ChunkPool(),
        search: LayerSearch? = nil
    ) {
        self.sink = sink
        self.search = search
        lane = hashing ? HashLane(checking: checking) : nil
        self.pool = pool
        isFillingSink = !hashing && search == nil
    }

    /// The most bytes that one call of `produce` can be promised.
    var chunkSize: Int { pool.size }

    /// Appends bytes.
    func append(_ bytes: UnsafeRawBufferPointer) throws {
        var done = 0
        while done < bytes.count {
            done += try produce(bytes.count - done) { room in
                room.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[done..<(done + room.count)]))
                return room.count
            }
        }
    }

    /// Appends bytes.
    func append(_ bytes: [UInt8]) throws { try bytes.withUnsafeBytes { try append($0) } }

    /// Appends zeros.
    func appendZeros(_ count: Int) throws {
        var left = count
        while left > 0 {
            left -= try produce(left) { room in
                room.initializeMemory(as: UInt8.self, repeating: 0)
                return room.count
            }
        }
    }

    /// Makes sure that the next `count` bytes lie in one piece, where they go into chunks.
    func reserve(_ count: Int) throws {
        if pool.size - filled < count { try flush() }
    }

    /// Lets `body` write up to `wanted` bytes at the end and say how many it wrote. It gets at least one byte of room.
    func produce(_ wanted: Int, _ body: (UnsafeMutableRawBufferPointer) throws -> Int) throws -> Int {
        if isFillingSink {
            let count = try sink?.fill { try body(UnsafeMutableRawBufferPointer(rebasing: $0.prefix(wanted))) }
            if let count {
                total += Int64(count)
                return count
            }
            isFillingSink = false
        }
        let buffer = self.buffer ?? pool.take()
        self.buffer = buffer
        let end = min(filled + wanted, buffer.count)
        let count = try buffer.withMutableBytes {
            try body(UnsafeMutableRawBufferPointer(rebasing: $0[filled..<end]))
        }
        filled += count
        total += Int64(count)
        if filled == buffer.count { try flush() }
        return count
    }

    /// From here on, bytes also belong to a content whose digest `endContent` gives.
    func beginContent() { contentStart = filled }

    /// The bytes of the content that has just begun are written to a file as well, past the page cache.
    func writeContent(to file: DirectWriter) throws {
        try flush()
        contentStart = 0
        contentFile = file
    }

    /// Ends a content: its SHA-256. Its file, if it had one, is complete then.
    func endContent() throws -> Digest {
        try flush()
        contentStart = nil
        let digest = contentLane.finish()
        try contentFile.take()?.finish()
        return digest
    }

    /// Ends the archive: its SHA-256; `nil` where it is not wanted.
    func finish() throws -> Digest? {
        try flush()
        return lane?.finish()
    }

    private func flush() throws {
        guard filled > 0, let buffer = buffer.take() else { return }
        let count = filled
        let chunk = Chunk(buffer, count: count, pool: pool)
        filled = 0
        if let start = contentStart {
            if start < count {
                contentLane.add(chunk, start..<count)
                try contentFile?.add(chunk, start..<count)
            }
            contentStart = 0
        }
        lane?.add(chunk, 0..<count)
        if let search { chunk.withBytes(0..<count) { search.look(at: $0) } }
        if let sink { try chunk.withBytes(0..<count) { try sink.write($0) } }
    }
}
