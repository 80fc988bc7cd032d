internal import CZstd

/// Writes Zstandard frames (RFC 8878) one after another, each with a checksum: the same bytes give the same bytes.
///
/// Frames that are begun have their size within them, so that a small one costs little; the first may go without, and is begun by
/// its bytes. Belongs to one thread.
final class ZstdFrames {
    private let stream: OpaquePointer
    private let target: any ByteSink
    private var output = [UInt8](repeating: 0, count: ZSTD_CStreamOutSize())
    /// How many bytes have been written to the target.
    private(set) var count: Int64 = 0

    /// Writes into another sink. `level` is 1 (fast) to 19 (small).
    init(to target: any ByteSink, level: Int32) throws {
        guard (1...19).contains(level), let stream = ZSTD_createCStream() else {
            throw LayerArchiveError(.unsupported, "zstd does not know the compression level \(level)")
        }
        self.stream = stream
        self.target = target
        ZSTD_CCtx_setParameter(stream, ZSTD_c_compressionLevel, level)
        ZSTD_CCtx_setParameter(stream, ZSTD_c_checksumFlag, 1)
    }

    deinit { ZSTD_freeCStream(stream) }

    /// Begins a frame of so many bytes.
    func begin(_ size: Int64) {
        ZSTD_CCtx_reset(stream, ZSTD_reset_session_only)
        ZSTD_CCtx_setPledgedSrcSize(stream, UInt64(size))
    }

    /// Adds bytes to the frame.
    func write(_ bytes: UnsafeRawBufferPointer) throws {
        // SAFETY: zstd keeps no pointer to `bytes`: all of them are used up when this returns.
        var input = ZSTD_inBuffer(src: bytes.baseAddress, size: bytes.count, pos: 0)
        while input.pos < input.size { try run(&input, ZSTD_e_continue) }
    }

    /// Ends the frame; all of its bytes must have come.
    func end() throws {
        var input = ZSTD_inBuffer(src: nil, size: 0, pos: 0)
        while try run(&input, ZSTD_e_end) > 0 {}
    }

    /// Writes bytes as a frame of their own.
    func frame(_ bytes: [UInt8]) throws {
        begin(Int64(bytes.count))
        try bytes.withUnsafeBytes { try write($0) }
        try end()
    }

    /// Writes bytes that decompressors pass over (RFC 8878, 3.1.2); where they begin.
    ///
    /// - Parameters:
    ///   - size: How many bytes there are.
    ///   - body: Writes them.
    func skippable(_ size: Int64, _ body: (any ByteSink) throws -> Void) throws -> Int64 {
        guard let length = UInt32(exactly: size) else {
            throw LayerArchiveError(.unsupported, "a zstd frame to be passed over cannot have \(size) bytes")
        }
        try target.write([0x50, 0x2a, 0x4d, 0x18] + (0..<4).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) })
        let start = count + 8
        try body(target)
        count = start + size
        return start
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
        count += Int64(made)
        return left
    }
}
