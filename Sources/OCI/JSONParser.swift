/// How large a JSON text may be before it is refused.
public struct JSONLimits: Hashable, Sendable {
    /// Bytes of the text.
    public var maximumBytes: Int
    /// Lists and objects within each other.
    public var maximumDepth: Int
    /// Values in the whole text.
    public var maximumValues: Int

    /// Makes bounds.
    public init(maximumBytes: Int = 16 << 20, maximumDepth: Int = 128, maximumValues: Int = 1 << 20) {
        self.maximumBytes = maximumBytes
        self.maximumDepth = maximumDepth
        self.maximumValues = maximumValues
    }

    /// What is enough for every manifest and configuration that a registry takes.
    public static let standard = JSONLimits()
}

extension JSONValue {
    /// Reads a JSON text (RFC 8259) in UTF-8.
    ///
    /// Lone surrogates and invalid UTF-8 inside texts become U+FFFD, as in Go. Errors: `invalidJSON` with the offset of the
    /// byte, `tooLarge`.
    public init(parsing bytes: [UInt8], limits: JSONLimits = .standard) throws(OCIError) {
        guard bytes.count <= limits.maximumBytes else {
            throw OCIError(
                .tooLarge, "the JSON text has \(bytes.count) bytes; at most \(limits.maximumBytes) are read")
        }
        var parser = JSONParser(bytes: bytes, limits: limits)
        self = try parser.document()
    }

    /// Reads a JSON text (RFC 8259); errors as `init(parsing:limits:)` of bytes.
    public init(parsing text: String, limits: JSONLimits = .standard) throws(OCIError) {
        try self.init(parsing: Array(text.utf8), limits: limits)
    }
}

/// Reads RFC 8259 from bytes, by recursive descent with a bounded depth.
struct JSONParser {
    private let bytes: [UInt8]
    private let limits: JSONLimits
    /// The byte that is read next.
    private(set) var index = 0
    /// Where the names of the outermost object's members begin.
    private(set) var outerNames: [Int] = []
    private var values = 0

    init(bytes: [UInt8], limits: JSONLimits) {
        self.bytes = bytes
        self.limits = limits
    }

    mutating func document() throws(OCIError) -> JSONValue {
        let value = try value(depth: 0)
        skipSpace()
        guard index == bytes.count else { throw error("something follows the end of the value") }
        return value
    }

    private mutating func value(depth: Int) throws(OCIError) -> JSONValue {
        values += 1
        guard values <= limits.maximumValues else {
            throw OCIError(.tooLarge, "the JSON text has more than \(limits.maximumValues) values")
        }
        guard depth <= limits.maximumDepth else {
            throw OCIError(
                .tooLarge, "the JSON text is nested deeper than \(limits.maximumDepth) levels at byte \(index)")
        }
        skipSpace()
        guard index < bytes.count else { throw error("the text ends where a value is wanted") }
        switch bytes[index] {
        case UInt8(ascii: "{"): return .object(try object(depth: depth))
        case UInt8(ascii: "["): return .array(try array(depth: depth))
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try number())
        default: throw error("no value begins with \(shown(bytes[index]))")
        }
    }

    private mutating func object(depth: Int) throws(OCIError) -> JSONObject {
        index += 1
        var members: [JSONObject.Member] = []
        skipSpace()
        if take(UInt8(ascii: "}")) { return JSONObject() }
        while true {
            skipSpace()
            guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else {
                throw error("a member's name is wanted")
            }
            if depth == 0 { outerNames.append(index) }
            let key = try string()
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw error("a colon is wanted after a member's name") }
            members.append(JSONObject.Member(key: key, value: try value(depth: depth + 1)))
            skipSpace()
            if take(UInt8(ascii: ",")) { continue }
            guard take(UInt8(ascii: "}")) else { throw error("a comma or } is wanted in an object") }
            return JSONObject(members: members)
        }
    }

    private mutating func array(depth: Int) throws(OCIError) -> [JSONValue] {
        index += 1
        var elements: [JSONValue] = []
        skipSpace()
        if take(UInt8(ascii: "]")) { return [] }
        while true {
            elements.append(try value(depth: depth + 1))
            skipSpace()
            if take(UInt8(ascii: ",")) { continue }
            guard take(UInt8(ascii: "]")) else { throw error("a comma or ] is wanted in a list") }
            return elements
        }
    }

    private mutating func word(_ word: StaticString, _ value: JSONValue) throws(OCIError) -> JSONValue {
        let text = word.description.utf8
        guard bytes[index...].starts(with: text) else { throw error("“\(word)” is wanted") }
        index += text.count
        return value
    }

    private mutating func number() throws(OCIError) -> JSONNumber {
        let start = index
        _ = take(UInt8(ascii: "-"))
        if !take(UInt8(ascii: "0")) { try digits() }
        if take(UInt8(ascii: ".")) { try digits() }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            try digits()
        }
        return JSONNumber(validated: String(decoding: bytes[start..<index], as: UTF8.self))
    }

    private mutating func digits() throws(OCIError) {
        let start = index
        while index < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[index]) { index += 1 }
        guard index > start else { throw error("a digit is wanted") }
    }

    private mutating func string() throws(OCIError) -> String {
        index += 1
        let start = index
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\"") {
                index += 1
                return String(decoding: bytes[start..<index - 1], as: UTF8.self)
            }
            if byte == UInt8(ascii: "\\") { return try escapedString(from: start) }
            guard byte >= 0x20 else { throw error("a control character stands unescaped in a text") }
            index += 1
        }
        throw error("the text ends within a string")
    }

    /// Goes on with a string at its first backslash.
    private mutating func escapedString(from start: Int) throws(OCIError) -> String {
        var content = Array(bytes[start..<index])
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: content, as: UTF8.self)
            case UInt8(ascii: "\\"): content.append(contentsOf: try escape())
            case ..<0x20:
                index -= 1
                throw error("a control character stands unescaped in a text")
            default: content.append(byte)
            }
        }
        throw error("the text ends within a string")
    }

    private mutating func escape() throws(OCIError) -> [UInt8] {
        guard index < bytes.count else { throw error("the text ends within a string") }
        let byte = bytes[index]
        index += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "u"): return Array(String(Character(try unicodeEscape())).utf8)
        default:
            index -= 1
            throw error("\\\(shown(byte)) is no escape of JSON")
        }
    }

    private mutating func unicodeEscape() throws(OCIError) -> Unicode.Scalar {
        let replacement: Unicode.Scalar = "\u{FFFD}"
        let first = try hexadecimal()
        if let scalar = Unicode.Scalar(first) { return scalar }
        // A surrogate: with its low half it is one character; alone it stands for nothing.
        guard first < 0xDC00, bytes[index...].starts(with: "\\u".utf8) else { return replacement }
        let back = index
        index += 2
        let second = try hexadecimal()
        guard (0xDC00..<0xE000).contains(second) else {
            index = back
            return replacement
        }
        return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)) ?? replacement
    }

    private mutating func hexadecimal() throws(OCIError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard index < bytes.count, let digit = Character(Unicode.Scalar(bytes[index])).hexDigitValue else {
                throw error("four hexadecimal digits are wanted after \\u")
            }
            value = value << 4 | UInt32(digit)
            index += 1
        }
        return value
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard index < bytes.count, bytes[index] == byte else { return false }
        index += 1
        return true
    }

    private mutating func skipSpace() {
        while index < bytes.count {
            switch bytes[index] {
            case 0x20, 0x09, 0x0A, 0x0D: index += 1
            default: return
            }
        }
    }

    private func shown(_ byte: UInt8) -> String {
        (0x21..<0x7F).contains(byte) ? "“\(Character(Unicode.Scalar(byte)))”" : "byte \(byte)"
    }

    private func error(_ what: String) -> OCIError {
        OCIError(.invalidJSON, "the JSON text is wrong at byte \(index): \(what)")
    }
}
