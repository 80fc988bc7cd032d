/// Numbers and parts of bytes that nobody has vouched for: what lies outside is `nil`, never a trap.
struct BinaryReader {
    let bytes: [UInt8]
    let isBigEndian: Bool

    init(_ bytes: [UInt8], bigEndian: Bool = false) {
        self.bytes = bytes
        isBigEndian = bigEndian
    }

    /// The number of a fixed width at an offset.
    func number<Number: FixedWidthInteger>(_ type: Number.Type = Number.self, at offset: Int) -> Number? {
        let width = Number.bitWidth / 8
        guard offset >= 0, offset <= bytes.count - width else { return nil }
        var result: Number = 0
        for place in 0..<width {
            let byte = bytes[offset + (isBigEndian ? place : width - 1 - place)]
            result = result << 8 | Number(truncatingIfNeeded: byte)
        }
        return result
    }

    /// A 16-bit number.
    func half(at offset: Int) -> Int? { number(UInt16.self, at: offset).map(Int.init) }
    /// A 32-bit number.
    func word(at offset: Int) -> Int? { number(UInt32.self, at: offset).map(Int.init) }
    /// A 64-bit number that fits.
    func long(at offset: Int) -> Int? { number(UInt64.self, at: offset).flatMap { Int(exactly: $0) } }

    /// A part.
    func part(at offset: Int, count: Int) -> ArraySlice<UInt8>? {
        guard offset >= 0, count >= 0, offset <= bytes.count, count <= bytes.count - offset else { return nil }
        return bytes[offset..<offset + count]
    }

    /// The text from an offset up to a NUL.
    func text(at offset: Int) -> String? {
        guard bytes.indices.contains(offset), let end = bytes[offset...].firstIndex(of: 0) else { return nil }
        return String(decoding: bytes[offset..<end], as: UTF8.self)
    }
}
