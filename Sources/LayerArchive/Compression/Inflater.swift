internal import CInflate

/// Bare blocks of DEFLATE (RFC 1951), as zip archives and git's objects hold them.
final class Inflater {
    private let stream: OpaquePointer

    /// Takes memory for the decoder, which any number of streams may use one after the other.
    init() throws {
        guard let stream = strata_inflate_make() else {
            throw LayerArchiveError.badCompression(.gzip, "no memory for the decompressor")
        }
        self.stream = stream
        strata_inflate_reset_raw(stream)
    }

    deinit { strata_inflate_free(stream) }

    /// Begins with the next stream.
    func reset() { strata_inflate_reset_raw(stream) }

    /// Decompresses as far as input and room reach; `isAtBoundary` where the stream has ended.
    ///
    /// - Throws: `badCompression`.
    func decode(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) throws -> DecodeStep {
        var taken = 0
        var given = 0
        // SAFETY: the decoder reads `input` and writes `output` only during this call.
        let result = strata_inflate_run(
            stream, input.baseAddress?.assumingMemoryBound(to: UInt8.self), input.count, &taken,
            output.baseAddress?.assumingMemoryBound(to: UInt8.self), output.count, &given)
        if result == STRATA_INFLATE_FAULT {
            throw LayerArchiveError.badCompression(.gzip, String(cString: strata_inflate_fault(stream)))
        }
        return DecodeStep(consumed: taken, produced: given, isAtBoundary: result == STRATA_INFLATE_ENDED)
    }

    /// Bytes that were taken with the last ones of the stream that has ended, and come behind it.
    var rest: [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 8)
        let count = bytes.withUnsafeMutableBufferPointer { strata_inflate_rest(stream, $0.baseAddress) }
        return Array(bytes.prefix(count))
    }
}
