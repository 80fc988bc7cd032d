internal import CZstd

/// Zstandard (RFC 8878); frames one after another are one stream, skippable ones are passed over.
final class ZstdDecoder: StreamDecoder {
    /// The window that `zstd -d` accepts too: 128 MiB.
    private static let windowLog: Int32 = 27

    private let stream: OpaquePointer
    private var isBetweenFrames = true

    init() throws {
        guard let stream = ZSTD_createDStream() else {
            throw LayerArchiveError.badCompression(.zstd, "no memory for the decompressor")
        }
        self.stream = stream
        ZSTD_DCtx_setParameter(stream, ZSTD_d_windowLogMax, Self.windowLog)
    }

    deinit { ZSTD_freeDStream(stream) }

    func decode(
        _ input: UnsafeRawBufferPointer, isLast: Bool, into output: UnsafeMutableRawBufferPointer
    ) throws -> DecodeStep {
        if isBetweenFrames && input.isEmpty { return DecodeStep(isAtBoundary: true) }
        // SAFETY: the buffers are read and written only during this call.
        var source = ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
        var target = ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
        let result = ZSTD_decompressStream(stream, &target, &source)
        if ZSTD_isError(result) != 0 {
            let text = String(cString: ZSTD_getErrorName(result))
            if text.contains("too much memory") { throw LayerArchiveError.tooLargeWindow(.zstd, "128 MiB") }
            throw LayerArchiveError.badCompression(.zstd, text)
        }
        isBetweenFrames = result == 0
        return DecodeStep(consumed: source.pos, produced: target.pos, isAtBoundary: isBetweenFrames)
    }
}
