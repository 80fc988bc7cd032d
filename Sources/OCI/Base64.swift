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
    public static func decode(_ text: some StringProtocol) -> [UInt8]? { decode(utf8: Array(text.utf8)[...]) }

    /// The bytes that characters stand for, as `decode` of a text.
    public static func decode(utf8 characters: ArraySlice<UInt8>) -> [UInt8]? {
        var characters = characters
        while characters.last == UInt8(ascii: "=") { characters.removeLast() }
        var invalid: UInt8 = 0
        let result = [UInt8](unsafeUninitializedCapacity: characters.count / 4 * 3 + 2) { result, count in
            // SAFETY: each group of four characters gives three bytes, the rest at most two: as many as there is room for.
            characters.withUnsafeBufferPointer { characters in
                values.withUnsafeBufferPointer { values in
                    func value(_ index: Int) -> UInt32 {
                        let value = values[Int(characters[index])]
                        invalid |= value
                        return UInt32(value)
                    }
                    let whole = characters.count / 4 * 4
                    for index in stride(from: 0, to: whole, by: 4) {
                        let word =
                            value(index) << 18 | value(index + 1) << 12 | value(index + 2) << 6 | value(index + 3)
                        result[count] = UInt8(truncatingIfNeeded: word >> 16)
                        result[count + 1] = UInt8(truncatingIfNeeded: word >> 8)
                        result[count + 2] = UInt8(truncatingIfNeeded: word)
                        count += 3
                    }
                    var (word, bits): (UInt32, UInt32) = (0, 0)
                    for index in whole..<characters.count {
                        (word, bits) = (word << 6 | value(index), bits + 6)
                        guard bits >= 8 else { continue }
                        bits -= 8
                        result[count] = UInt8(truncatingIfNeeded: word >> bits)
                        count += 1
                    }
                }
            }
        }
        // 64 is the only value with that bit.
        return invalid & 64 == 0 ? result : nil
    }
}
