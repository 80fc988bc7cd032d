/// Texts quoted as Go's `%q` does, which the history of images holds.
enum GoQuote {
    /// The text in double quotes, with what does not print escaped.
    static func quote(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars { result += escaped(scalar) }
        return result + "\""
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\"", "\\": "\\" + String(scalar)
        case "\u{07}": "\\a"
        case "\u{08}": "\\b"
        case "\u{0C}": "\\f"
        case "\n": "\\n"
        case "\r": "\\r"
        case "\t": "\\t"
        case "\u{0B}": "\\v"
        default: isPrintable(scalar) ? String(scalar) : number(scalar)
        }
    }

    private static func number(_ scalar: Unicode.Scalar) -> String {
        switch scalar.value {
        case ..<0x80: "\\x" + padded(scalar.value, to: 2)
        case ..<0x10000: "\\u" + padded(scalar.value, to: 4)
        default: "\\U" + padded(scalar.value, to: 8)
        }
    }

    private static func padded(_ value: UInt32, to count: Int) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: max(0, count - digits.count)) + digits
    }

    /// Go's notion: letters, marks, numbers, punctuation, symbols and the ASCII space.
    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        if scalar == " " { return true }
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator,
            .spaceSeparator:
            return false
        default:
            return true
        }
    }
}
