/// Numbers in a tar header.
enum TarNumber {
    /// Octal digits with spaces or NULs around them, or base-256 in the GNU form; an empty field is zero.
    static func parse(_ field: ArraySlice<UInt8>) -> Int64? {
        guard let first = field.first else { return 0 }
        if first & 0x80 != 0 { return base256(field) }
        let digits = field.drop { $0 == 0x20 || $0 == 0 }.prefix { $0 != 0x20 && $0 != 0 }
        // What follows the digits may be only the end of the field.
        guard field[digits.endIndex...].allSatisfy({ $0 == 0x20 || $0 == 0 }) else { return nil }
        var value: Int64 = 0
        for digit in digits {
            guard digit >= 48, digit <= 55 else { return nil }
            let (shifted, overflow) = value.multipliedReportingOverflow(by: 8)
            if overflow { return nil }
            value = shifted + Int64(digit - 48)
        }
        return value
    }

    /// Two's complement, big-endian; the top bit only says that it is this form.
    private static func base256(_ field: ArraySlice<UInt8>) -> Int64? {
        let isNegative = field[field.startIndex] & 0x40 != 0
        var value: Int64 = isNegative ? -1 : 0
        for (index, byte) in field.enumerated() {
            let bits = index == 0 ? (isNegative ? byte | 0x80 : byte & 0x7f) : byte
            let (shifted, overflow) = value.multipliedReportingOverflow(by: 256)
            if overflow { return nil }
            value = shifted | Int64(bits)
        }
        return value
    }

    /// A decimal number of an extended header.
    static func decimal(_ bytes: some Collection<UInt8>) -> Int64? {
        Int64(String(decoding: bytes, as: UTF8.self))
    }

    /// A time of an extended header: seconds with an optional fraction, of which nanoseconds are kept.
    static func time(_ bytes: some Collection<UInt8>) -> (seconds: Int64, nanoseconds: Int64)? {
        let text = String(decoding: bytes, as: UTF8.self)
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first, !whole.isEmpty, let seconds = Int64(whole) else { return nil }
        guard parts.count == 2 else { return (seconds, 0) }
        guard parts[1].utf8.allSatisfy({ $0 >= 48 && $0 <= 57 }) else { return nil }
        let digits = parts[1].prefix(9)
        var fraction: Int64 = Int64(digits) ?? 0
        for _ in digits.utf8.count..<9 { fraction *= 10 }
        guard whole.first == "-", fraction > 0 else { return (seconds, fraction) }
        guard seconds > Int64.min else { return nil }
        return (seconds - 1, 1_000_000_000 - fraction)
    }
}
