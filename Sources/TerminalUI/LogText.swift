/// Output of steps made fit to be shown: bytes that would move the cursor, change the title or worse do not reach a terminal.
public enum LogText {
    /// A line as a terminal would show it: escape sequences gone, only what follows the last carriage return, tabs as spaces.
    public static func shown(_ bytes: some Collection<UInt8>) -> String {
        let text = String(decoding: withoutEscapes(Array(bytes)), as: UTF8.self)
        let visible = text.unicodeScalars.split(separator: "\r", omittingEmptySubsequences: true).last ?? [][...]
        var result = String.UnicodeScalarView()
        for scalar in visible {
            if scalar == "\t" {
                let count = 8 - result.count % 8
                result.append(contentsOf: String(repeating: " ", count: count).unicodeScalars)
            } else if !isControl(scalar) {
                result.append(scalar)
            }
        }
        return String(result)
    }

    /// A text of several lines with what would control a terminal made visible as U+FFFD; nothing else is changed.
    public static func harmless(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { $0 != "\n" && $0 != "\t" && isControl($0) }) else { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            result.append(scalar != "\n" && scalar != "\t" && isControl(scalar) ? "\u{FFFD}" : scalar)
        }
        return String(result)
    }

    /// Whether a character is of C0, DEL, of C1, or turns the direction of writing or hides text.
    public static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }

    /// The bytes without escape sequences of ECMA-48: CSI, OSC and the other strings, and two-byte ones.
    private static func withoutEscapes(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.contains(0x1B) else { return bytes }
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            guard bytes[index] == 0x1B else {
                result.append(bytes[index])
                index += 1
                continue
            }
            index = endOfEscape(bytes, index + 1)
        }
        return result
    }

    /// The place after an escape sequence whose ESC stands before `start`.
    private static func endOfEscape(_ bytes: [UInt8], _ start: Int) -> Int {
        guard start < bytes.count else { return start }
        switch bytes[start] {
        case UInt8(ascii: "["):
            let end = bytes[(start + 1)...].firstIndex { (0x40...0x7E).contains($0) }
            return end.map { $0 + 1 } ?? bytes.count
        case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "X"), UInt8(ascii: "^"), UInt8(ascii: "_"):
            guard let end = bytes[start...].firstIndex(where: { $0 == 0x07 || $0 == 0x1B }) else { return bytes.count }
            return bytes[end] == 0x1B ? min(end + 2, bytes.count) : end + 1
        case 0x20...0x2F:
            let end = bytes[start...].firstIndex { !(0x20...0x2F).contains($0) }
            return end.map { $0 + 1 } ?? bytes.count
        default:
            return start + 1
        }
    }
}
