/// The check of a record of the context index: 32 bits over the other 92; and of a directory's names: 64 bits.
///
/// It finds what a power cut or a bad disk did to the file, not what somebody did on purpose: who may write to the store may
/// write any digest. FNV-1a over words of eight bytes, mixed once more at the end; a library's CRC would be read by nobody else.
enum RecordCheck {
    private static let start: UInt64 = 0xcbf2_9ce4_8422_2325

    private static func mixed(_ hash: UInt64, _ word: UInt64) -> UInt64 {
        let hash = (hash ^ word) &* 0x0000_0100_0000_01b3
        return hash ^ hash >> 29
    }

    /// The check of the record that begins at an offset.
    static func of(_ bytes: UnsafeRawBufferPointer, at start: Int) -> UInt32 {
        var hash = Self.start
        for offset in stride(from: start, to: start + IndexFile.recordSize, by: 8) {
            var word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
            // The check itself, in the upper half of its word.
            if offset - start == IndexFile.checkOffset - 4 { word &= 0xffff_ffff }
            hash = mixed(hash, word)
        }
        return UInt32(truncatingIfNeeded: (hash &* 0x9E37_79B9_7F4A_7C15) >> 32)
    }

    /// The check of some bytes.
    static func of(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        var hash = mixed(start, UInt64(bytes.count))
        let whole = bytes.count & ~7
        for offset in stride(from: 0, to: whole, by: 8) {
            hash = mixed(hash, UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
        }
        for offset in whole..<bytes.count { hash = mixed(hash, UInt64(bytes[offset])) }
        return hash &* 0x9E37_79B9_7F4A_7C15
    }

    /// The check of some bytes.
    static func of(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.withUnsafeBytes { of($0) } }
}
