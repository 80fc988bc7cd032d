internal import CBZip2

/// bzip2; streams one after another are one.
final class BZip2Decoder: StreamDecoder {
    // SAFETY: the stream lives on the heap at one address from init to deinit, as libbz2 keeps a pointer to it.
    private let stream: UnsafeMutablePointer<bz_stream>
    private var isOpen = false

    init() {
        stream = .allocate(capacity: 1)
        stream.initialize(to: bz_stream())
    }

    deinit {
        if isOpen { BZ2_bzDecompressEnd(stream) }
        stream.deallocate()
    }

    func decode(
        _ input: UnsafeRawBufferPointer, isLast: Bool, into output: UnsafeMutableRawBufferPointer
    ) throws -> DecodeStep {
        if !isOpen {
            if input.isEmpty { return DecodeStep(isAtBoundary: true) }
            try open(input[0])
        }
        // SAFETY: libbz2 reads `input` and writes `output` only during this call.
        stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress?.assumingMemoryBound(to: CChar.self))
        stream.pointee.avail_in = UInt32(clamping: input.count)
        stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: CChar.self)
        stream.pointee.avail_out = UInt32(clamping: output.count)
        let result = BZ2_bzDecompress(stream)
        guard result == BZ_OK || result == BZ_STREAM_END else {
            throw LayerArchiveError.badCompression(
                .bzip2, result == BZ_DATA_ERROR ? "a checksum is wrong" : "error \(result)")
        }
        let step = DecodeStep(
            consumed: input.count - Int(stream.pointee.avail_in),
            produced: output.count - Int(stream.pointee.avail_out), isAtBoundary: result == BZ_STREAM_END)
        if result == BZ_STREAM_END {
            BZ2_bzDecompressEnd(stream)
            isOpen = false
        }
        return step
    }

    private func open(_ first: UInt8) throws {
        guard first == UInt8(ascii: "B") else {
            throw LayerArchiveError(.trailingData, "the bzip2 stream is followed by bytes that are none")
        }
        stream.pointee = bz_stream()
        guard BZ2_bzDecompressInit(stream, 0, 0) == BZ_OK else {
            throw LayerArchiveError.badCompression(.bzip2, "libbz2 does not start")
        }
        isOpen = true
    }
}
