/// The check sum of a file's bytes in tar-split data: CRC-64 with the polynomial of ISO 3309, as Go's `hash/crc64` computes it.
struct CRC64 {
    /// Eight tables, so that eight bytes take one step.
    private static let tables: [UInt64] = {
        var tables = [UInt64](repeating: 0, count: 8 * 256)
        for byte in 0..<256 {
            var value = UInt64(byte)
            for _ in 0..<8 { value = value & 1 == 1 ? value >> 1 ^ 0xd800_0000_0000_0000 : value >> 1 }
            tables[byte] = value
        }
        for table in 1..<8 {
            for byte in 0..<256 {
                let before = tables[(table - 1) * 256 + byte]
                tables[table * 256 + byte] = tables[Int(before & 0xff)] ^ before >> 8
            }
        }
        return tables
    }()

    private var value = UInt64.max

    /// Adds bytes.
    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        var crc = value
        Self.tables.withUnsafeBufferPointer { table in
            var index = 0
            while index + 8 <= bytes.count {
                // SAFETY: eight bytes from `index` on are inside the buffer.
                crc ^= UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
                var next: UInt64 = 0
                for step in 0..<8 {
                    next ^= table[(7 - step) * 256 + Int(truncatingIfNeeded: crc >> UInt64(8 * step) & 0xff)]
                }
                crc = next
                index += 8
            }
            while index < bytes.count {
                crc = table[Int(truncatingIfNeeded: (crc ^ UInt64(bytes[index])) & 0xff)] ^ crc >> 8
                index += 1
            }
        }
        value = crc
    }

    /// The sum of all bytes so far, its most significant byte first.
    var bytes: [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: ~value >> UInt64(56 - 8 * $0)) } }
}
