internal import LinuxSystem
internal import Synchronization

/// Buffers of one size that are used again and again; never more than a fixed number at once.
///
/// Who reads faster than others hash or write waits here: that bounds the memory of a pipeline.
final class ChunkPool: Sendable {
    /// The bytes of each buffer.
    let size: Int
    private let free = Mutex<[AlignedBuffer]>([])
    private let places: Semaphore

    init(size: Int = 1 << 18, count: UInt32 = 24) {
        self.size = size
        places = Semaphore(count)
    }

    /// A buffer with arbitrary bytes; waits while all are in use.
    func take() -> AlignedBuffer {
        places.wait()
        return free.withLock { $0.popLast() } ?? AlignedBuffer(count: size)
    }

    /// Takes a buffer back.
    func give(_ buffer: AlignedBuffer) {
        free.withLock { $0.append(buffer) }
        places.signal()
    }

    /// The next `count` bytes of a source, or as many as there are; waits while all buffers are in use.
    ///
    /// - Throws: what the source throws.
    func chunk(of count: Int, from source: any ByteSource) throws -> Chunk {
        let buffer = take()
        do {
            let filled = try buffer.withMutableBytes {
                try source.fill(UnsafeMutableRawBufferPointer(rebasing: $0[..<count]))
            }
            return Chunk(buffer, count: filled, pool: self)
        } catch {
            give(buffer)
            throw error
        }
    }
}

/// A filled buffer that several threads may read; it returns to its pool when the last of them lets go.
final class Chunk: Sendable {
    private let buffer: AlignedBuffer
    private let pool: ChunkPool
    /// How many bytes of the buffer are filled.
    let count: Int

    init(_ buffer: AlignedBuffer, count: Int, pool: ChunkPool) {
        self.buffer = buffer
        self.count = count
        self.pool = pool
    }

    deinit { pool.give(buffer) }

    /// Calls with a part of the filled bytes.
    func withBytes<Result>(
        _ range: Range<Int>, _ body: (UnsafeRawBufferPointer) throws -> Result
    ) rethrows -> Result {
        try buffer.withBytes { bytes in try body(UnsafeRawBufferPointer(rebasing: bytes[range])) }
    }
}
