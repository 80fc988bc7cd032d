extension Digest {
    /// Reads the 32 bytes of a hash at a place of a buffer, which must hold them.
    public init(reading buffer: UnsafeRawBufferPointer, at offset: Int) {
        precondition(offset >= 0 && offset + 32 <= buffer.count, "32 bytes are read")
        // SAFETY: the bounds were checked above; nothing is kept of the buffer.
        func word(_ index: Int) -> UInt64 {
            UInt64(bigEndian: buffer.loadUnaligned(fromByteOffset: offset + 8 * index, as: UInt64.self))
        }
        words = (word(0), word(1), word(2), word(3))
    }

    /// The first eight bytes of the hash as a number, in whose order digests are.
    public var prefix: UInt64 { words.0 }

    /// Appends the 32 bytes of the hash.
    public func append(to bytes: inout [UInt8]) {
        var raw = (words.0.bigEndian, words.1.bigEndian, words.2.bigEndian, words.3.bigEndian)
        withUnsafeBytes(of: &raw) { bytes.append(contentsOf: $0) }
    }

    /// Writes the 32 bytes of the hash to the start of a buffer, which must have room for them.
    public func write(to buffer: UnsafeMutableRawBufferPointer) {
        buffer.storeBytes(of: words.0.bigEndian, toByteOffset: 0, as: UInt64.self)
        buffer.storeBytes(of: words.1.bigEndian, toByteOffset: 8, as: UInt64.self)
        buffer.storeBytes(of: words.2.bigEndian, toByteOffset: 16, as: UInt64.self)
        buffer.storeBytes(of: words.3.bigEndian, toByteOffset: 24, as: UInt64.self)
    }
}
