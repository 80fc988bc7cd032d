internal import LinuxSystem
internal import Synchronization

/// A part of a stream and what compression makes of it. Belongs to the sink, and to one of its threads between `add`
/// and the end of the work.
final class GzipMember: @unchecked Sendable {
    // Unchecked: sink and thread hand the object to each other through the threads' lock and the semaphore.
    // SAFETY: both buffers are allocated in init with these counts and freed in deinit only.
    private let input: UnsafeMutableRawBufferPointer
    private let output: UnsafeMutableRawBufferPointer
    private(set) var inputCount = 0
    /// The CRC-32 of the input.
    private(set) var check: UInt32 = 0
    private var outputCount = 0
    private let result = Mutex<Result<Void, any Error>?>(nil)
    private let done = Semaphore()

    /// Memory for a part: its pages become real when they are filled.
    init(inputSize: Int) {
        input = .allocate(byteCount: inputSize, alignment: 64)
        output = .allocate(byteCount: GzipCompressor.room(inputSize), alignment: 64)
    }

    deinit {
        input.deallocate()
        output.deallocate()
    }

    /// Whether nothing fits in any more.
    var isFull: Bool { inputCount == input.count }

    /// Lets `body` put bytes into the room that is left and say how many; that number.
    func fill(_ body: (UnsafeMutableRawBufferPointer) throws -> Int) rethrows -> Int {
        let count = try body(UnsafeMutableRawBufferPointer(rebasing: input[inputCount...]))
        check = PartChecks.check(UnsafeRawBufferPointer(rebasing: input[inputCount..<inputCount + count]), after: check)
        inputCount += count
        return count
    }

    /// Forgets all bytes, so that the member can be filled again.
    func empty() {
        (inputCount, outputCount, check) = (0, 0, 0)
        result.withLock { $0 = nil }
    }

    func compress(_ compressor: GzipCompressor) throws {
        let bytes = UnsafeRawBufferPointer(rebasing: input[..<inputCount])
        let isNoise = Noise.fills(bytes) { sample in
            sample.withUnsafeBytes { compressor.compress($0, check: 0, into: output, isStored: false) }
        }
        outputCount = compressor.compress(bytes, check: check, into: output, isStored: isNoise)
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
