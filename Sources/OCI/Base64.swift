/// Base64 with padding (RFC 4648, section 4).
public enum Base64 {
    private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    /// The value of each character; 64 for what is no digit.
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 64, count: 256)
        for (value, digit) in digits.enumerated() { values[Int(digit)] = UInt8(value) }
        return values
    }()

    /// The text that stands for some bytes.
    public static func encode(_ bytes: [UInt8]) -> String {
        let digits = digits
        var result: [UInt8] = []
        result.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let count = min(3, bytes.count - start)
            var word = UInt32(bytes[start]) << 16
            if count > 1 { word |= UInt32(bytes[start + 1]) << 8 }
            if count > 2 { word |= UInt32(bytes[start + 2]) }
            result.append(digits[Int(word >> 18)])
            result.append(digits[Int(word >> 12) & 63])
            result.append(count > 1 ? digits[Int(word >> 6) & 63] : UInt8(ascii: "="))
            result.append(count > 2 ? digits[Int(word) & 63] : UInt8(ascii: "="))
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// The bytes that a text stands for; `nil` where it is no base64. Padding may be missing.
    public static func decode(_ text: some StringProtocol) -> [UInt8]? {
        let values = values
        var result: [UInt8] = []
        var word: UInt32 = 0
        var bits = 0
        var characters = Array(text.utf8)[...]
        while characters.last == UInt8(ascii: "=") { characters.removeLast() }
        result.reserveCapacity(characters.count / 4 * 3 + 2)
        for character in characters {
            let value = values[Int(character)]
            if value == 64 { return nil }
            word = word << 6 | UInt32(value)
            bits += 6
            if bits >= 8 {
                bits -= 8
                result.append(UInt8(truncatingIfNeeded: word >> UInt32(bits)))
            }
        }
        return result
    }
}
