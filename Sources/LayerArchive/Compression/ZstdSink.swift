/// Compresses to Zstandard (RFC 8878), one frame with a checksum, on one thread: the same bytes give the same bytes.
public final class ZstdSink: FinishingSink {
    private let frame: ZstdFrames

    /// Compresses into another sink. `level` is 1 (fast) to 19 (small).
    public init(to target: any ByteSink, level: Int32 = 3) throws {
        frame = try ZstdFrames(to: target, level: level)
    }

    /// Compresses bytes; what comes out is written as it comes.
    public func write(_ bytes: UnsafeRawBufferPointer) throws { try frame.write(bytes) }

    /// Writes the end of the frame.
    public func finish() throws { try frame.end() }
}
