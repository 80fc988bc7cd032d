internal import Glibc

/// The order of names and paths as strings of bytes.
public enum ByteOrder {
    /// Whether `left` comes before `right`, byte by byte; a beginning comes before what it begins.
    public static func precedes(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        let result = left.withUnsafeBytes { left in
            right.withUnsafeBytes { right -> Int32 in
                guard let first = left.baseAddress, let second = right.baseAddress else { return 0 }
                return memcmp(first, second, min(left.count, right.count))
            }
        }
        return result == 0 ? left.count < right.count : result < 0
    }

    /// The first eight bytes as a number, zeros behind a shorter name: names in byte order have these in order too.
    public static func start(of name: [UInt8]) -> UInt64 {
        name.withUnsafeBytes { bytes in
            if bytes.count >= 8 { return UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)) }
            var result: UInt64 = 0
            for byte in bytes { result = result << 8 | UInt64(byte) }
            return bytes.isEmpty ? 0 : result << UInt64(8 * (8 - bytes.count))
        }
    }

    /// How many bytes two arrays have in common at their beginnings.
    public static func sharedCount(_ left: [UInt8], _ right: [UInt8]) -> Int {
        left.withUnsafeBytes { left in
            right.withUnsafeBytes { right in
                let limit = min(left.count, right.count)
                var index = 0
                while index + 8 <= limit,
                    left.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                        == right.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                {
                    index += 8
                }
                while index < limit, left[index] == right[index] { index += 1 }
                return index
            }
        }
    }

    /// Whether two buffers hold the same bytes.
    public static func equal(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
        guard left.count == right.count else { return false }
        guard let first = left.baseAddress, let second = right.baseAddress else { return true }
        return memcmp(first, second, left.count) == 0
    }

    /// Whether a buffer holds nothing but zeros.
    public static func isZero(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let base = bytes.baseAddress, bytes.count > 0 else { return true }
        // The bytes equal themselves one further on, and the first is zero.
        return bytes[0] == 0 && memcmp(base, base + 1, bytes.count - 1) == 0
    }
}
