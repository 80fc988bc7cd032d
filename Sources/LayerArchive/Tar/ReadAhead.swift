internal import LinuxSystem
internal import Synchronization

/// Fills chunks from a source on a thread of its own, a few ahead of the thread that takes them: who decompresses need not wait
/// for who unpacks, nor the other way round.
///
/// The thread ends with the source, with the first error, or when the last reference goes, which waits for it.
final class ReadAhead {
    /// So many chunks wait at most.
    private static let chunks: UInt32 = 8

    private let work: Work

    /// Goes on with a source of which so many bytes have been read.
    init(_ source: any ByteSource, from offset: Int64, pool: ChunkPool) {
        work = Work(source, offset, pool)
        DedicatedThread.start { [work] in work.run() }
    }

    deinit { work.stop() }

    /// The next chunk; waits for it. `nil` at the end.
    ///
    /// - Throws: what the source throws, after all that came before.
    func next() throws -> Chunk? { try work.take() }

    /// Lets all chunks but those that are filled already begin at whole pages, counted from a byte of the source.
    func align(at offset: Int64) { work.align(at: offset) }

    private final class Work: @unchecked Sendable {
        // Unchecked: the source and what counts its bytes are the thread's alone; all else stands behind the mutex.
        private struct State {
            var filled: [Chunk] = []
            var isEnded = false
            var isStopped = false
            var failure: (any Error)?
            var phase: Int64?
        }

        private let source: any ByteSource
        private let pool: ChunkPool
        private let state = Mutex(State())
        private let room = Semaphore(ReadAhead.chunks)
        private let ready = Semaphore()
        private let done = Semaphore()
        private var total: Int64

        init(_ source: any ByteSource, _ offset: Int64, _ pool: ChunkPool) {
            self.source = source
            total = offset
            self.pool = pool
        }

        func run() {
            do {
                while let chunk = try fill() {
                    state.withLock { $0.filled.append(chunk) }
                    ready.signal()
                }
            } catch {
                state.withLock { $0.failure = error }
            }
            state.withLock { $0.isEnded = true }
            ready.signal()
            done.signal()
        }

        private func fill() throws -> Chunk? {
            room.wait()
            let (isStopped, phase) = state.withLock { ($0.isStopped, $0.phase) }
            if isStopped { return nil }
            let alignment = Int64(AlignedBuffer.alignment)
            let rest = phase.map { Int(($0 - total) & (alignment - 1)) } ?? 0
            let chunk = try pool.chunk(of: rest > 0 ? rest : pool.size, from: source)
            total += Int64(chunk.count)
            return chunk.count == 0 ? nil : chunk
        }

        func take() throws -> Chunk? {
            ready.wait()
            let (chunk, failure) = state.withLock { state in
                state.filled.isEmpty ? (nil, state.failure) : (state.filled.removeFirst(), nil)
            }
            if let chunk {
                room.signal()
                return chunk
            }
            // The end stays where it is.
            ready.signal()
            if let failure { throw failure }
            return nil
        }

        func align(at offset: Int64) { state.withLock { $0.phase = offset } }

        func stop() {
            state.withLock { state in
                state.isStopped = true
                state.filled = []
            }
            room.signal()
            done.wait()
        }
    }
}
