internal import LinuxSystem
internal import OCI

/// The bytes of a source in chunks, hashed on another thread while they are looked at.
final class ChunkedInput {
    private let source: any ByteSource
    private let pool: ChunkPool
    private let lane: HashLane?
    /// Whether reading the source is worth a thread of its own: it decompresses, or opens and hashes files.
    private let readsAhead: Bool
    private var ahead: ReadAhead?
    private var chunk: Chunk?
    private var position = 0
    private var isAtEnd = false
    /// The bytes of the next chunk, where they are not to be as many as it takes.
    private var nextCount: Int?
    /// How many bytes have been taken out.
    private(set) var taken: Int64 = 0
    /// How many bytes have come from the source.
    private(set) var total: Int64 = 0

    init(_ source: any ByteSource, hashing: Bool = false, pool: ChunkPool = ChunkPool()) {
        self.source = source
        readsAhead = (source as? DecompressingSource)?.isCompressed == true || source is RebuiltTar
        self.pool = pool
        lane = hashing ? HashLane(checking: true) : nil
    }

    /// The next bytes, at least one and at most `limit`, where they lie in a chunk; `nil` at the end.
    func take(atMost limit: Int64) throws -> (chunk: Chunk, range: Range<Int>)? {
        guard let chunk = try available() else { return nil }
        let count = Int(min(limit, Int64(chunk.count - position)))
        let range = position..<(position + count)
        position += count
        taken += Int64(count)
        return (chunk, range)
    }

    /// Lets the next chunk have so many bytes, so that the one after it begins where the reader wants, which is at a whole page;
    /// for readers that have taken all of the present one. Where chunks are filled ahead, a later one begins at a whole page.
    func cutNextChunk(to count: Int) {
        if let chunk, position < chunk.count { return }
        if let ahead { ahead.align(at: taken + Int64(count)) } else { nextCount = count }
    }

    /// Exactly `count` bytes; fewer only where the source ends.
    func read(_ count: Int) throws -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(count)
        while result.count < count, let part = try take(atMost: Int64(count - result.count)) {
            part.chunk.withBytes(part.range) { result.append(contentsOf: $0) }
        }
        return result
    }

    /// Passes over bytes; how many there were of those wanted.
    func skip(_ count: Int64) throws -> Int64 {
        var left = count
        if lane == nil, let source = source as? any SkippingSource {
            if let chunk, position < chunk.count, let part = try take(atMost: left) { left -= Int64(part.range.count) }
            let step = left > 0 && !isAtEnd ? try source.skip(left) : 0
            taken += step
            total += step
            left -= step
        }
        while left > 0, let part = try take(atMost: left) { left -= Int64(part.range.count) }
        return count - left
    }

    /// The SHA-256 of all that has come. The source should be at its end.
    func finish() -> Digest? { lane?.finish() }

    /// The checks of the parts of what `finish` has hashed.
    var checks: PartChecks { lane?.checks ?? PartChecks() }

    private func available() throws -> Chunk? {
        if let chunk, position < chunk.count { return chunk }
        chunk = nil
        guard let next = try nextChunk() else { return nil }
        total += Int64(next.count)
        position = 0
        chunk = next
        lane?.add(next, 0..<next.count)
        return next
    }

    private func nextChunk() throws -> Chunk? {
        if let ahead { return try ahead.next() }
        if isAtEnd { return nil }
        // What fits into one chunk is read where it is, without a thread.
        if readsAhead, total > 0 {
            let started = ReadAhead(source, from: total, pool: pool)
            ahead = started
            return try started.next()
        }
        let wanted = nextCount.take() ?? pool.size
        let next = try pool.chunk(of: wanted, from: source)
        isAtEnd = next.count < wanted
        return next.count == 0 ? nil : next
    }
}
