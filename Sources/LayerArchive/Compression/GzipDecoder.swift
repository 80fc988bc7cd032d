internal import CZlib

/// gzip (RFC 1952) by zlib's inflate; members one after another are one stream.
final class GzipDecoder: StreamDecoder {
    // SAFETY: the stream lives on the heap at one address from init to deinit, as zlib keeps a pointer to it.
    private let stream: UnsafeMutablePointer<z_stream>
    private var isBetweenMembers = false

    init() throws {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        // 15 + 16: the largest window, and a gzip header.
        guard inflateInit2_(stream, 31, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            throw LayerArchiveError.badCompression(.gzip, "zlib does not start")
        }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    func decode(
        _ input: UnsafeRawBufferPointer, isLast: Bool, into output: UnsafeMutableRawBufferPointer
    ) throws -> DecodeStep {
        if isBetweenMembers {
            if input.isEmpty { return DecodeStep(isAtBoundary: true) }
            // Zeros that fill up a block of a tape are no member.
            if input[0] == 0 { return DecodeStep(consumed: input.prefix { $0 == 0 }.count, isAtBoundary: true) }
            guard input[0] == 0x1f else {
                throw LayerArchiveError(.trailingData, "the gzip stream is followed by bytes that are none")
            }
            inflateReset(stream)
            isBetweenMembers = false
        }
        // SAFETY: zlib reads `input` and writes `output` only during this call.
        let room = min(output.count, Int(UInt32.max))
        let given = min(input.count, Int(UInt32.max))
        stream.pointee.next_in = UnsafeMutablePointer(
            mutating: input.baseAddress?.assumingMemoryBound(to: UInt8.self))
        stream.pointee.avail_in = UInt32(given)
        stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_out = UInt32(room)
        let result = inflate(stream, Z_NO_FLUSH)
        guard result == Z_OK || result == Z_STREAM_END || result == Z_BUF_ERROR else {
            throw LayerArchiveError.badCompression(
                .gzip, stream.pointee.msg.map { String(cString: $0) } ?? "error \(result)")
        }
        isBetweenMembers = result == Z_STREAM_END
        return DecodeStep(
            consumed: given - Int(stream.pointee.avail_in), produced: room - Int(stream.pointee.avail_out),
            isAtBoundary: isBetweenMembers)
    }
}
