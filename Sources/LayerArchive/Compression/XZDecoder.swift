internal import CLZMA

/// The .xz format; streams one after another, with padding between, are one.
final class XZDecoder: StreamDecoder {
    /// LZMA_CONCATENATED: streams one after another.
    private static let concatenated: UInt32 = 0x08
    /// Enough for `xz -9`, whose dictionary is 64 MiB.
    private static let memoryLimit: UInt64 = 80 << 20

    // SAFETY: the stream lives on the heap at one address from init to deinit, as liblzma keeps state behind it.
    private let stream: UnsafeMutablePointer<lzma_stream>

    init() throws {
        stream = .allocate(capacity: 1)
        stream.initialize(to: lzma_stream())
        guard lzma_stream_decoder(stream, Self.memoryLimit, Self.concatenated) == LZMA_OK else {
            throw LayerArchiveError.badCompression(.xz, "liblzma does not start")
        }
    }

    deinit {
        lzma_end(stream)
        stream.deallocate()
    }

    func decode(
        _ input: UnsafeRawBufferPointer, isLast: Bool, into output: UnsafeMutableRawBufferPointer
    ) throws -> DecodeStep {
        // SAFETY: liblzma reads `input` and writes `output` only during this call.
        stream.pointee.next_in = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_in = input.count
        stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_out = output.count
        let result = lzma_code(stream, isLast ? LZMA_FINISH : LZMA_RUN)
        switch result {
        case LZMA_OK, LZMA_STREAM_END, LZMA_BUF_ERROR: break
        case LZMA_MEMLIMIT_ERROR: throw LayerArchiveError.tooLargeWindow(.xz, "80 MiB")
        case LZMA_FORMAT_ERROR: throw LayerArchiveError.badCompression(.xz, "what follows is no xz stream")
        case LZMA_DATA_ERROR: throw LayerArchiveError.badCompression(.xz, "a checksum or a code is wrong")
        default: throw LayerArchiveError.badCompression(.xz, "error \(result.rawValue)")
        }
        return DecodeStep(
            consumed: input.count - stream.pointee.avail_in, produced: output.count - stream.pointee.avail_out,
            isAtBoundary: result == LZMA_STREAM_END)
    }
}
