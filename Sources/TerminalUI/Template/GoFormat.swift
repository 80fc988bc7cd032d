internal import OCI

/// Values as text in the manner of Go's `fmt` package.
enum GoFormat {
    /// A value as `%v` prints it: texts as they are, lists as `[a b]`, objects as `map[k:v]` in the order of their names.
    ///
    /// An empty object in another one is an element of a set, `{}`, unless JSON was decoded without types.
    static func text(_ value: JSONValue, isDecoded: Bool = false) -> String {
        switch value {
        case .null: return "<nil>"
        case .bool(let flag): return flag ? "true" : "false"
        case .string(let text): return text
        case .number(let number): return number.int64.map(String.init) ?? number.double.map(shortest) ?? number.text
        case .array(let elements):
            return "[" + elements.map { text($0, isDecoded: isDecoded) }.joined(separator: " ") + "]"
        case .object(let object):
            let entries = object.sortedByKey().members.map { member in
                let isElement = member.value == [:] && !isDecoded
                return member.key + ":" + (isElement ? "{}" : text(member.value, isDecoded: isDecoded))
            }
            return "map[" + entries.joined(separator: " ") + "]"
        }
    }

    /// `fmt.Sprint`: a space stands between two values neither of which is a text.
    static func print(_ values: [JSONValue]) -> String {
        var result = ""
        for (index, value) in values.enumerated() {
            if index > 0, value.stringValue == nil, values[index - 1].stringValue == nil { result += " " }
            result += text(value)
        }
        return result
    }

    /// The shortest text that is this number again, as `%v` prints it: a power of ten from 1e21 on and below 1e-4.
    static func shortest(_ value: Double) -> String {
        guard value.isFinite else { return value.isNaN ? "NaN" : value < 0 ? "-Inf" : "+Inf" }
        let (digits, power) = shortestDigits(value.magnitude)
        let sign = value.sign == .minus ? "-" : ""
        if power < -4 || power >= 21 {
            let exponent = (power < 0 ? "e-" : "e+") + (abs(power) < 10 ? "0" : "") + String(abs(power))
            return sign + String(digits.prefix(1)) + (digits.count > 1 ? "." + digits.dropFirst() : "") + exponent
        }
        if power < 0 { return sign + "0." + String(repeating: "0", count: -power - 1) + digits }
        let whole = digits.prefix(power + 1) + String(repeating: "0", count: max(0, power + 1 - digits.count))
        return sign + whole + (digits.count > power + 1 ? "." + digits.dropFirst(power + 1) : "")
    }

    /// The shortest digits that tell a number from its neighbours, and the power of ten of the first one.
    private static func shortestDigits(_ value: Double) -> (digits: String, power: Int) {
        let parts = value.description.split(separator: "e", maxSplits: 1)
        let written = parts[0].split(separator: ".", maxSplits: 1)
        let whole = written[0].drop { $0 == "0" }
        let fraction = written.count > 1 ? written[1] : ""
        var digits = (whole + fraction)[...]
        let zeros = digits.prefix { $0 == "0" }.count
        digits = digits.dropFirst(zeros)
        while digits.last == "0" { digits.removeLast() }
        guard !digits.isEmpty else { return ("0", 0) }
        let exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
        return (String(digits), whole.count - 1 - (whole.isEmpty ? zeros : 0) + exponent)
    }

    /// A text in double quotes as Go's `%q` and `strconv.Quote` write it.
    static func quoted(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) {
            return "\"" + text + "\""
        }
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "\u{07}": result += "\\a"
            case "\u{08}": result += "\\b"
            case "\u{0B}": result += "\\v"
            case "\u{0C}": result += "\\f"
            case ..<" ", "\u{7F}":
                let digits = String(scalar.value, radix: 16)
                result += "\\x" + (digits.count < 2 ? "0" : "") + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
