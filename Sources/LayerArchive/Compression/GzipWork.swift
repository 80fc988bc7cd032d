internal import CDeflate
internal import LinuxSystem
internal import Synchronization

/// Threads that compress members for one sink; each begins when there is something for it.
final class GzipWork: Sendable {
    private struct State {
        var waiting: [GzipMember] = []
        var threads = 0
        var isStopped = false
    }

    let level: Int32
    private let threads: Int
    private let state = Mutex(State())
    private let orders = Semaphore()

    init(level: Int32, threads: Int) {
        self.level = level
        self.threads = threads
    }

    /// Has a member compressed; `waitUntilDone()` of it waits for that.
    func add(_ member: GzipMember) {
        let isMore = state.withLock { state in
            state.waiting.append(member)
            guard state.threads < threads else { return false }
            state.threads += 1
            return true
        }
        orders.signal()
        if isMore { DedicatedThread.start { self.serve() } }
    }

    /// Compresses a member on this thread.
    func compressHere(_ member: GzipMember) throws { try member.compress(Compressor(level: level)) }

    /// Lets the threads end; what still waits is dropped.
    func stop() {
        let count = state.withLock { state in
            state.isStopped = true
            state.waiting = []
            return state.threads
        }
        for _ in 0..<count { orders.signal() }
    }

    private func serve() {
        let compressor = Result { try Compressor(level: level) }
        while true {
            orders.wait()
            let member = state.withLock { $0.isStopped || $0.waiting.isEmpty ? nil : $0.waiting.removeFirst() }
            guard let member else { return }
            member.end(Result { try member.compress(compressor.get()) })
        }
    }

    /// libdeflate's state. Belongs to one thread at a time.
    final class Compressor {
        private let pointer: OpaquePointer
        /// Level 0: bytes become longer by a few.
        private let storing: OpaquePointer

        init(level: Int32) throws {
            guard let pointer = libdeflate_alloc_compressor(level), let storing = libdeflate_alloc_compressor(0) else {
                throw LayerArchiveError.badCompression(.gzip, "no memory for the compressor")
            }
            (self.pointer, self.storing) = (pointer, storing)
        }

        deinit {
            libdeflate_free_compressor(pointer)
            libdeflate_free_compressor(storing)
        }

        /// Makes a member of bytes; its length, or 0 where there is no room for it.
        func compress(
            _ bytes: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer, isStored: Bool = false
        ) -> Int {
            // SAFETY: libdeflate reads `bytes` and writes `output` within their bounds, only during this call.
            libdeflate_gzip_compress(
                isStored ? storing : pointer, bytes.baseAddress, bytes.count, output.baseAddress, output.count)
        }
    }
}

/// A part of a stream and what compression makes of it. Belongs to the sink, and to one thread of `GzipWork` between `add` and
/// the end of the work.
final class GzipMember: @unchecked Sendable {
    // Unchecked: sink and thread hand the object to each other through the queue's lock and the semaphore.
    // SAFETY: both buffers are allocated in init with these counts and freed in deinit only.
    private let input: UnsafeMutableRawBufferPointer
    private let output: UnsafeMutableRawBufferPointer
    private var inputCount = 0
    private var outputCount = 0
    private let result = Mutex<Result<Void, any Error>?>(nil)
    private let done = Semaphore()

    /// Memory for a part: its pages become real when they are filled.
    init(inputSize: Int) {
        input = .allocate(byteCount: inputSize, alignment: 64)
        output = .allocate(byteCount: libdeflate_gzip_compress_bound(nil, inputSize), alignment: 64)
    }

    deinit {
        input.deallocate()
        output.deallocate()
    }

    /// How many bytes fit in still.
    var room: Int { input.count - inputCount }

    /// Takes as many bytes as fit; how many those are.
    func fill(_ bytes: UnsafeRawBufferPointer) -> Int {
        let count = min(room, bytes.count)
        UnsafeMutableRawBufferPointer(rebasing: input[inputCount...])
            .copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[..<count]))
        inputCount += count
        return count
    }

    /// Forgets all bytes, so that the member can be filled again.
    func empty() {
        (inputCount, outputCount) = (0, 0)
        result.withLock { $0 = nil }
    }

    func compress(_ compressor: GzipWork.Compressor) throws {
        let bytes = UnsafeRawBufferPointer(rebasing: input[..<inputCount])
        let isNoise = Noise.fills(bytes) { sample in sample.withUnsafeBytes { compressor.compress($0, into: output) } }
        outputCount = compressor.compress(bytes, into: output, isStored: isNoise)
        guard outputCount > 0 else { throw LayerArchiveError.badCompression(.gzip, "libdeflate makes nothing") }
    }

    /// Tells the sink how the work went.
    func end(_ outcome: Result<Void, any Error>) {
        result.withLock { $0 = outcome }
        done.signal()
    }

    /// Whether nobody would wait for the work.
    var isDone: Bool { result.withLock { $0 != nil } }

    /// Waits for the end of the work, once.
    func waitUntilDone() { done.wait() }

    /// Calls with what the work has made.
    ///
    /// - Throws: why it made nothing.
    func withOutput(_ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        try result.withLock { $0 }?.get()
        try body(UnsafeRawBufferPointer(rebasing: output[..<outputCount]))
    }
}
