internal import LinuxSystem
internal import Synchronization

/// Buffers of one size that are used again and again; never more than a fixed number at once.
///
/// Who reads faster than others hash waits here: that bounds the memory of a pipeline.
final class ChunkPool: Sendable {
    /// The bytes of each buffer.
    let size: Int
    private let free = Mutex<[[UInt8]]>([])
    private let places: Semaphore

    init(size: Int = 1 << 18, count: UInt32 = 12) {
        self.size = size
        places = Semaphore(count)
    }

    /// A buffer with arbitrary bytes; waits while all are in use.
    func take() -> [UInt8] {
        places.wait()
        return free.withLock { $0.popLast() } ?? [UInt8](repeating: 0, count: size)
    }

    /// Takes a buffer back.
    func give(_ bytes: consuming [UInt8]) {
        free.withLock { [bytes] in $0.append(bytes) }
        places.signal()
    }
}

/// A filled buffer that several threads may read; it returns to its pool when the last of them lets go.
final class Chunk: Sendable {
    private let bytes: [UInt8]
    private let pool: ChunkPool
    /// How many bytes of the buffer are filled.
    let count: Int

    init(_ bytes: consuming [UInt8], count: Int, pool: ChunkPool) {
        self.bytes = bytes
        self.count = count
        self.pool = pool
    }

    deinit { pool.give(bytes) }

    /// Calls with a part of the filled bytes.
    func withBytes<Result>(
        _ range: Range<Int>, _ body: (UnsafeRawBufferPointer) throws -> Result
    ) rethrows -> Result {
        try bytes.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: $0[range])) }
    }
}
