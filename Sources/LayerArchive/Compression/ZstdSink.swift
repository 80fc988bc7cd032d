internal import CZstd

/// Compresses to Zstandard (RFC 8878), one frame with a checksum, on one thread: the same bytes give the same bytes.
public final class ZstdSink: FinishingSink {
    private let stream: OpaquePointer
    private let target: any ByteSink
    private var output = [UInt8](repeating: 0, count: ZSTD_CStreamOutSize())

    /// Compresses into another sink. `level` is 1 (fast) to 19 (small).
    public init(to target: any ByteSink, level: Int32 = 3) throws {
        guard (1...19).contains(level), let stream = ZSTD_createCStream() else {
            throw LayerArchiveError(.unsupported, "zstd does not know the compression level \(level)")
        }
        self.stream = stream
        self.target = target
        ZSTD_CCtx_setParameter(stream, ZSTD_c_compressionLevel, level)
        ZSTD_CCtx_setParameter(stream, ZSTD_c_checksumFlag, 1)
    }

    deinit { ZSTD_freeCStream(stream) }

    /// Compresses bytes; what comes out is written as it comes.
    public func write(_ bytes: UnsafeRawBufferPointer) throws {
        // SAFETY: zstd keeps no pointer to `bytes`: all of them are used up when this returns.
        var input = ZSTD_inBuffer(src: bytes.baseAddress, size: bytes.count, pos: 0)
        while input.pos < input.size { try run(&input, ZSTD_e_continue) }
    }

    /// Writes the end of the frame.
    public func finish() throws {
        var input = ZSTD_inBuffer(src: nil, size: 0, pos: 0)
        while try run(&input, ZSTD_e_end) > 0 {}
    }

    @discardableResult
    private func run(_ input: inout ZSTD_inBuffer, _ directive: ZSTD_EndDirective) throws -> Int {
        var made = 0
        let left = output.withUnsafeMutableBytes { output in
            var buffer = ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
            defer { made = buffer.pos }
            return ZSTD_compressStream2(stream, &buffer, &input, directive)
        }
        if ZSTD_isError(left) != 0 {
            throw LayerArchiveError.badCompression(.zstd, String(cString: ZSTD_getErrorName(left)))
        }
        if made > 0 { try output.withUnsafeBytes { try target.write(UnsafeRawBufferPointer(rebasing: $0[..<made])) } }
        return left
    }
}
