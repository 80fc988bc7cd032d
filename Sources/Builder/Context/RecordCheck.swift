/// The check of a record of the context index: 32 bits over the other 92.
///
/// It finds what a power cut or a bad disk did to the file, not what somebody did on purpose: who may write to the store may
/// write any digest. FNV-1a over words of eight bytes, mixed once more at the end; a library's CRC would be read by nobody else.
enum RecordCheck {
    /// The check of the record that begins at an offset.
    static func of(_ bytes: UnsafeRawBufferPointer, at start: Int) -> UInt32 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for offset in stride(from: start, to: start + IndexFile.recordSize, by: 8) {
            var word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
            // The check itself, in the upper half of its word.
            if offset - start == IndexFile.checkOffset - 4 { word &= 0xffff_ffff }
            hash = (hash ^ word) &* 0x0000_0100_0000_01b3
            hash ^= hash >> 29
        }
        return UInt32(truncatingIfNeeded: (hash &* 0x9E37_79B9_7F4A_7C15) >> 32)
    }
}
