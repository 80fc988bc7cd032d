internal import OCI

/// Go's `fmt.Sprintf` for the values of JSON.
struct GoPrintf {
    private let format: [Unicode.Scalar]
    private var index = 0
    private var arguments: ArraySlice<JSONValue>

    /// What stands between `%` and the verb.
    private struct Flags {
        var minus = false, plus = false, sharp = false, space = false, zero = false
        var width: Int?
        var precision: Int?
    }

    private init(_ format: String, _ arguments: [JSONValue]) {
        self.format = Array(format.unicodeScalars)
        self.arguments = arguments[...]
    }

    /// Formats values; what does not fit is shown within the text as Go shows it, `%!d(string=x)`.
    static func format(_ format: String, _ arguments: [JSONValue]) -> String {
        var printf = GoPrintf(format, arguments)
        return printf.run()
    }

    private mutating func run() -> String {
        var result = ""
        while index < format.count {
            let scalar = format[index]
            index += 1
            if scalar == "%" { result += directive() } else { result.unicodeScalars.append(scalar) }
        }
        guard !arguments.isEmpty else { return result }
        return result + "%!(EXTRA " + arguments.map { "\(kind($0))=\(GoFormat.text($0))" }.joined(separator: ", ") + ")"
    }

    private mutating func directive() -> String {
        var flags = self.flags()
        flags.width = number() ?? flags.width
        if let width = flags.width, width < 0 {
            flags.minus = true
            flags.width = -width
        }
        if index < format.count, format[index] == "." {
            index += 1
            flags.precision = number() ?? 0
        }
        guard index < format.count else { return "%!(NOVERB)" }
        let verb = format[index]
        index += 1
        if verb == "%" { return "%" }
        guard let value = arguments.popFirst() else { return "%!\(verb)(MISSING)" }
        return padded(text(value, verb, flags), flags, isNumber: value.doubleValue != nil)
    }

    private mutating func flags() -> Flags {
        var flags = Flags()
        while index < format.count {
            switch format[index] {
            case "-": flags.minus = true
            case "+": flags.plus = true
            case "#": flags.sharp = true
            case " ": flags.space = true
            case "0": flags.zero = true
            default: return flags
            }
            index += 1
        }
        return flags
    }

    /// A width or precision: digits, or the next argument for `*`.
    private mutating func number() -> Int? {
        if index < format.count, format[index] == "*" {
            index += 1
            return arguments.popFirst()?.intValue.map { Int(min(max($0, -10_000), 10_000)) }
        }
        var value: Int?
        while index < format.count, let digit = Character(format[index]).wholeNumberValue, format[index].isASCII {
            value = min((value ?? 0) * 10 + digit, 10_000)
            index += 1
        }
        return value
    }

    private func text(_ value: JSONValue, _ verb: Unicode.Scalar, _ flags: Flags) -> String {
        switch (verb, value) {
        case ("v", .string(let text)): flags.sharp ? GoFormat.quoted(text) : text
        case ("v", _): signed(GoFormat.text(value), flags, value)
        case ("s", .string(let text)): flags.precision.map { String(text.prefix($0)) } ?? text
        case ("s", .array), ("s", .object): GoFormat.text(value)
        case ("q", .string(let text)): GoFormat.quoted(text)
        case ("q", .array(let elements)): "[" + elements.map { self.text($0, "q", flags) }.joined(separator: " ") + "]"
        case ("t", .bool(let flag)): flag ? "true" : "false"
        case ("T", _): kind(value)
        case ("x", .string(let text)): text.utf8.map { hexadecimal($0) }.joined()
        case ("X", .string(let text)): text.utf8.map { hexadecimal($0) }.joined().uppercased()
        case (_, .number(let number)): self.number(number, verb, flags) ?? wrong(verb, value)
        default: wrong(verb, value)
        }
    }

    private func number(_ number: JSONNumber, _ verb: Unicode.Scalar, _ flags: Flags) -> String? {
        if let whole = number.int64 {
            switch verb {
            case "d": return signed(String(whole), flags, .number(number))
            case "x": return (flags.sharp ? "0x" : "") + String(whole, radix: 16)
            case "X": return (flags.sharp ? "0X" : "") + String(whole, radix: 16, uppercase: true)
            case "o": return String(whole, radix: 8)
            case "U":
                let digits = String(whole, radix: 16, uppercase: true)
                return "U+" + String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
            case "b": return String(whole, radix: 2)
            case "c":
                return UInt32(exactly: whole).flatMap(Unicode.Scalar.init).map { String(Character($0)) } ?? "\u{FFFD}"
            case "q": return UInt32(exactly: whole).flatMap(Unicode.Scalar.init).map { "'\($0)'" } ?? "'\u{FFFD}'"
            default: return nil
            }
        }
        guard let value = number.double else { return nil }
        let digits = DecimalExpansion(value)
        switch verb {
        case "f", "F": return signed(digits.fixed(decimals: flags.precision ?? 6), flags, .number(number))
        case "e": return signed(digits.scientific(decimals: flags.precision ?? 6), flags, .number(number))
        case "g":
            let text = flags.precision.map { digits.general(significant: $0) } ?? GoFormat.shortest(value)
            return signed(text, flags, .number(number))
        default: return nil
        }
    }

    private func signed(_ text: String, _ flags: Flags, _ value: JSONValue) -> String {
        guard value.doubleValue != nil, !text.hasPrefix("-") else { return text }
        return flags.plus ? "+" + text : flags.space ? " " + text : text
    }

    private func padded(_ text: String, _ flags: Flags, isNumber: Bool) -> String {
        let missing = (flags.width ?? 0) - text.unicodeScalars.count
        guard missing > 0 else { return text }
        if flags.minus { return text + String(repeating: " ", count: missing) }
        guard flags.zero else { return String(repeating: " ", count: missing) + text }
        let sign = isNumber && (text.hasPrefix("-") || text.hasPrefix("+")) ? String(text.prefix(1)) : ""
        return sign + String(repeating: "0", count: missing) + text.dropFirst(sign.count)
    }

    private func hexadecimal(_ byte: UInt8) -> String { (byte < 16 ? "0" : "") + String(byte, radix: 16) }

    private func wrong(_ verb: Unicode.Scalar, _ value: JSONValue) -> String {
        value == .null ? "%!\(verb)(<nil>)" : "%!\(verb)(\(kind(value))=\(GoFormat.text(value)))"
    }

    /// The Go type that holds such a value.
    private func kind(_ value: JSONValue) -> String {
        switch value {
        case .null: "<nil>"
        case .bool: "bool"
        case .string: "string"
        case .number(let number): number.int64 != nil ? "int" : "float64"
        case .array: "[]interface {}"
        case .object: "map[string]interface {}"
        }
    }
}
