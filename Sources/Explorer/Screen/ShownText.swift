import TerminalUI

/// Names and contents of files as text that can be shown: nothing of it controls a terminal or turns the direction of writing.
public enum ShownText {
    /// A name: control characters and bytes that are no UTF-8 are escaped as `ls -b` does it, what is invisible by its number.
    public static func name(_ bytes: some Collection<UInt8>) -> String {
        if bytes.allSatisfy({ (0x20..<0x7F).contains($0) }) { return String(decoding: bytes, as: UTF8.self) }
        var result = ""
        var rest = Array(bytes)[...]
        while let first = rest.first {
            guard first >= 0x80 else {
                result += escaped(Unicode.Scalar(first))
                rest = rest.dropFirst()
                continue
            }
            if let (scalar, length) = scalar(rest) {
                result += escaped(scalar)
                rest = rest.dropFirst(length)
            } else {
                result += "\\x" + hexadecimal(UInt32(first), digits: 2)
                rest = rest.dropFirst()
            }
        }
        return result
    }

    /// A line of a text: as a name, but a tab goes to the next place that is divisible by eight.
    public static func line(_ bytes: some Collection<UInt8>) -> String {
        let pieces = bytes.split(separator: 9, omittingEmptySubsequences: false)
        guard pieces.count > 1 else { return name(bytes) }
        var result = ""
        for (index, piece) in pieces.enumerated() {
            if index > 0 { result += String(repeating: " ", count: 8 - DisplayWidth.of(result) % 8) }
            result += name(piece)
        }
        return result
    }

    /// Whether a terminal is to see a character as it is.
    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\n": return "\\n"
        case "\t": return "\\t"
        case "\r": return "\\r"
        case "\u{1B}": return "\\e"
        default: break
        }
        if scalar.value < 0x20 || scalar.value == 0x7F { return "\\x" + hexadecimal(scalar.value, digits: 2) }
        guard scalar.value >= 0x80 else { return String(Character(scalar)) }
        let isHidden =
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse, .surrogate: true
            default: scalar.value == 0x3164 || scalar.value == 0x115F || scalar.value == 0x1160
            }
        return isHidden ? "\\u{" + hexadecimal(scalar.value, digits: 1) + "}" : String(Character(scalar))
    }

    /// The character at the beginning of bytes, and its length; `nil` where they are no UTF-8.
    private static func scalar(_ bytes: ArraySlice<UInt8>) -> (Unicode.Scalar, Int)? {
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        guard case .scalarValue(let scalar) = decoder.decode(&iterator) else { return nil }
        return (scalar, String(Character(scalar)).utf8.count)
    }

    private static func hexadecimal(_ value: UInt32, digits: Int) -> String {
        let text = String(value, radix: 16)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}
