internal import CDeflate

/// libdeflate's state. Belongs to one thread at a time.
final class GzipCompressor {
    private let pointer: OpaquePointer
    /// Level 0: bytes become longer by a few.
    private let storing: OpaquePointer
    private let level: Int32
    private static let headSize = 10
    private static let tailSize = 8

    init(level: Int32) throws {
        guard let pointer = libdeflate_alloc_compressor(level), let storing = libdeflate_alloc_compressor(0) else {
            throw LayerArchiveError.badCompression(.gzip, "no memory for the compressor")
        }
        (self.pointer, self.storing, self.level) = (pointer, storing, level)
    }

    deinit {
        libdeflate_free_compressor(pointer)
        libdeflate_free_compressor(storing)
    }

    /// Makes a member (RFC 1952, 2.3) of bytes, without name and time; its length, or 0 where there is no room for it.
    ///
    /// - Parameter check: Their CRC-32, which whoever filled the buffer has taken while they were in the processor's cache.
    func compress(
        _ bytes: UnsafeRawBufferPointer, check: UInt32, into output: UnsafeMutableRawBufferPointer, isStored: Bool
    ) -> Int {
        guard output.count > Self.headSize + Self.tailSize else { return 0 }
        let room = UnsafeMutableRawBufferPointer(rebasing: output[Self.headSize..<output.count - Self.tailSize])
        // SAFETY: libdeflate reads `bytes` and writes `room` within their bounds, only during this call.
        let count = libdeflate_deflate_compress(
            isStored ? storing : pointer, bytes.baseAddress, bytes.count, room.baseAddress, room.count)
        if count == 0 { return 0 }
        // What libdeflate itself would say of the level, and of no certain system.
        let speed: UInt8 = isStored || level < 2 ? 4 : level < 8 ? 0 : 2
        output.copyBytes(from: [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, speed, 255])
        output.storeBytes(of: check.littleEndian, toByteOffset: Self.headSize + count, as: UInt32.self)
        output.storeBytes(
            of: UInt32(truncatingIfNeeded: bytes.count).littleEndian, toByteOffset: Self.headSize + count + 4,
            as: UInt32.self)
        return Self.headSize + count + Self.tailSize
    }

    /// Room that is enough for a member of so many bytes.
    static func room(_ count: Int) -> Int { libdeflate_gzip_compress_bound(nil, count) }
}
