internal import CDeflate

/// libdeflate's state. Belongs to one thread at a time.
final class GzipCompressor {
    private let pointer: OpaquePointer
    /// Level 0: bytes become longer by a few.
    private let storing: OpaquePointer

    init(level: Int32) throws {
        guard let pointer = libdeflate_alloc_compressor(level), let storing = libdeflate_alloc_compressor(0) else {
            throw LayerArchiveError.badCompression(.gzip, "no memory for the compressor")
        }
        (self.pointer, self.storing) = (pointer, storing)
    }

    deinit {
        libdeflate_free_compressor(pointer)
        libdeflate_free_compressor(storing)
    }

    /// Makes a member of bytes; its length, or 0 where there is no room for it.
    func compress(
        _ bytes: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer, isStored: Bool = false
    ) -> Int {
        // SAFETY: libdeflate reads `bytes` and writes `output` within their bounds, only during this call.
        libdeflate_gzip_compress(
            isStored ? storing : pointer, bytes.baseAddress, bytes.count, output.baseAddress, output.count)
    }
}
