internal import CDeflate
internal import CInflate

/// gzip (RFC 1952), by a decoder of our own (decision 21); members one after another are one stream.
final class GzipDecoder: StreamDecoder {
    private let stream: OpaquePointer
    private var isBetweenMembers = false
    /// Of the member that is on its way.
    private var checksum: UInt32 = 0
    private var count: Int64 = 0

    init() throws {
        guard let stream = strata_inflate_make() else {
            throw LayerArchiveError.badCompression(.gzip, "no memory for the decompressor")
        }
        self.stream = stream
    }

    deinit { strata_inflate_free(stream) }

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
            begin()
        }
        // SAFETY: the decoder reads `input` and writes `output` only during this call.
        var taken = 0
        var given = 0
        let result = strata_inflate_run(
            stream, input.baseAddress?.assumingMemoryBound(to: UInt8.self), input.count, &taken,
            output.baseAddress?.assumingMemoryBound(to: UInt8.self), output.count, &given)
        checksum = libdeflate_crc32(checksum, output.baseAddress, given)
        count += Int64(given)
        if result == STRATA_INFLATE_FAULT {
            throw LayerArchiveError.badCompression(.gzip, String(cString: strata_inflate_fault(stream)))
        }
        if result == STRATA_INFLATE_ENDED { try end() }
        return DecodeStep(consumed: taken, produced: given, isAtBoundary: isBetweenMembers)
    }

    private func begin() {
        strata_inflate_reset(stream)
        (checksum, count) = (0, 0)
        isBetweenMembers = false
    }

    private func end() throws {
        guard strata_inflate_checksum(stream) == checksum else {
            throw LayerArchiveError.badCompression(.gzip, "its checksum is wrong")
        }
        guard strata_inflate_length(stream) == UInt32(truncatingIfNeeded: count) else {
            throw LayerArchiveError.badCompression(.gzip, "its length is wrong")
        }
        isBetweenMembers = true
    }
}
