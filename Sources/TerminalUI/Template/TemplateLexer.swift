/// Cuts a template into text and tokens (Go's text/template, "Text and spaces" and "Actions").
struct TemplateLexer {
    private let bytes: [UInt8]
    private var index = 0
    private var tokens: [TemplateToken] = []
    private var followsSpace = false

    init(_ text: String) { bytes = Array(text.utf8) }

    /// All tokens, the last of which is `.end`. Errors: `invalidTemplate`.
    static func tokens(of text: String) throws(TerminalUIError) -> [TemplateToken] {
        var lexer = TemplateLexer(text)
        try lexer.run()
        return lexer.tokens
    }

    private mutating func run() throws(TerminalUIError) {
        var trimsStart = false
        while index < bytes.count {
            let start = index
            let open = find("{{", from: start) ?? bytes.count
            var text = bytes[start..<open]
            if trimsStart { text = text.drop(while: Self.isSpace) }
            trimsStart = false
            index = open
            if open < bytes.count {
                index += 2
                if skip("-", ifFollowedBySpace: true) {
                    text = text.prefix(text.count - text.reversed().prefix(while: Self.isSpace).count)
                }
            }
            if !text.isEmpty { append(.text(String(decoding: text, as: UTF8.self)), at: start) }
            if open < bytes.count { trimsStart = try action(from: open) }
        }
        append(.end, at: bytes.count)
    }

    /// Reads an action after its `{{`; says whether white space after it is to be left out.
    private mutating func action(from start: Int) throws(TerminalUIError) -> Bool {
        skipSpace()
        if starts("/*") { return try comment(from: start) }
        append(.open, at: start)
        while true {
            skipSpace()
            if let trims = closing() {
                append(.close, at: index - 2)
                return trims
            }
            guard index < bytes.count else { throw error("the action that begins here is not closed by }}", at: start) }
            try token()
        }
    }

    private mutating func comment(from start: Int) throws(TerminalUIError) -> Bool {
        guard let end = find("*/", from: index + 2) else { throw error("the comment is not closed", at: start) }
        index = end + 2
        skipSpace()
        guard let trims = closing() else { throw error("a comment must be followed by }}", at: index) }
        return trims
    }

    /// Takes `}}` or ` -}}`; `nil` if neither is there.
    private mutating func closing() -> Bool? {
        if starts("}}") {
            index += 2
            return false
        }
        guard followsSpace, starts("-}}") else { return nil }
        index += 3
        return true
    }

    private mutating func token() throws(TerminalUIError) {
        let start = index
        switch bytes[index] {
        case UInt8(ascii: "\""): append(.string(try quoted("\"")), at: start)
        case UInt8(ascii: "`"): append(.string(try raw()), at: start)
        case UInt8(ascii: "'"): append(.character(try character()), at: start)
        case UInt8(ascii: "|"): mark(.pipe, 1)
        case UInt8(ascii: "("): mark(.openParenthesis, 1)
        case UInt8(ascii: ")"): mark(.closeParenthesis, 1)
        case UInt8(ascii: ","): mark(.comma, 1)
        case UInt8(ascii: "="): mark(.assign, 1)
        case UInt8(ascii: ":"):
            guard starts(":=") else { throw error("“:=” is wanted", at: start) }
            mark(.declare, 2)
        case UInt8(ascii: "$"):
            index += 1
            append(.variable(word()), at: start)
        case UInt8(ascii: "."): try dot()
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"): try number()
        case let byte where Self.isWord(byte): append(.identifier(word()), at: start)
        default: throw error("\(shown(bytes[index])) has no meaning in an action", at: start)
        }
    }

    private mutating func dot() throws(TerminalUIError) {
        let start = index
        guard index + 1 < bytes.count, Self.isWord(bytes[index + 1]) else { return mark(.dot, 1) }
        if Self.isDigit(bytes[index + 1]) { return try number() }
        index += 1
        append(.field(word()), at: start)
    }

    private mutating func number() throws(TerminalUIError) {
        let start = index
        if bytes[index] == UInt8(ascii: "-") || bytes[index] == UInt8(ascii: "+") { index += 1 }
        while index < bytes.count, Self.isWord(bytes[index]) || bytes[index] == UInt8(ascii: ".") || isExponentSign {
            index += 1
        }
        let text = String(decoding: bytes[start..<index], as: UTF8.self)
        guard let number = Self.value(ofNumber: text) else { throw error("“\(text)” is not a number", at: start) }
        append(.number(number), at: start)
    }

    private var isExponentSign: Bool {
        let isSign = bytes[index] == UInt8(ascii: "-") || bytes[index] == UInt8(ascii: "+")
        return isSign && (bytes[index - 1] == UInt8(ascii: "e") || bytes[index - 1] == UInt8(ascii: "E"))
    }

    /// A number of Go's in decimal; `nil` for what is none.
    private static func value(ofNumber text: String) -> String? {
        let digits = text.filter { $0 != "_" }
        let sign = digits.hasPrefix("-") ? "-" : ""
        let magnitude = digits.drop { $0 == "-" || $0 == "+" }.lowercased()
        for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] where magnitude.hasPrefix(prefix) {
            return Int64(sign + magnitude.dropFirst(2), radix: radix).map(String.init)
        }
        if let whole = Int64(sign + magnitude) { return String(whole) }
        guard let value = Double(sign + magnitude), value.isFinite, magnitude.first?.isLetter == false else {
            return nil
        }
        return value.description
    }

    private mutating func word() -> String {
        let start = index
        while index < bytes.count, Self.isWord(bytes[index]) { index += 1 }
        return String(decoding: bytes[start..<index], as: UTF8.self)
    }

    // MARK: Literals

    private mutating func raw() throws(TerminalUIError) -> String {
        let start = index
        guard let end = find("`", from: index + 1) else { throw error("the string is not closed by `", at: start) }
        index = end + 1
        return String(decoding: bytes[(start + 1)..<end], as: UTF8.self)
    }

    private mutating func character() throws(TerminalUIError) -> Int64 {
        let start = index
        let scalars = try quoted("'").unicodeScalars
        guard scalars.count == 1, let scalar = scalars.first else {
            throw error("a character stands alone between single quotes; texts stand between double quotes", at: start)
        }
        return Int64(scalar.value)
    }

    private mutating func quoted(_ quote: Unicode.Scalar) throws(TerminalUIError) -> String {
        let start = index
        var content: [UInt8] = []
        index += 1
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            if byte == UInt8(ascii: quote) { return String(decoding: content, as: UTF8.self) }
            if byte == UInt8(ascii: "\\") { content += try escape() } else { content.append(byte) }
        }
        throw error("the string is not closed by \(quote)", at: start)
    }

    private mutating func escape() throws(TerminalUIError) -> [UInt8] {
        guard index < bytes.count else { throw error("the string is not closed", at: index) }
        let byte = bytes[index]
        index += 1
        switch byte {
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "a"): return [0x07]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "v"): return [0x0B]
        case UInt8(ascii: "\\"), UInt8(ascii: "\""), UInt8(ascii: "'"): return [byte]
        case UInt8(ascii: "x"): return [UInt8(truncatingIfNeeded: try digits(2, 16))]
        case UInt8(ascii: "u"), UInt8(ascii: "U"):
            let value = try digits(byte == UInt8(ascii: "u") ? 4 : 8, 16)
            guard let scalar = Unicode.Scalar(value) else { throw error("the escape names no character", at: index) }
            return Array(String(Character(scalar)).utf8)
        case UInt8(ascii: "0")...UInt8(ascii: "7"):
            index -= 1
            return [UInt8(truncatingIfNeeded: try digits(3, 8))]
        default: throw error("\\\(shown(byte)) is no escape", at: index - 2)
        }
    }

    private mutating func digits(_ count: Int, _ radix: Int) throws(TerminalUIError) -> UInt32 {
        let text = String(decoding: bytes[index..<min(index + count, bytes.count)], as: UTF8.self)
        guard text.utf8.count == count, text.first != "+", text.first != "-", let value = UInt32(text, radix: radix)
        else {
            throw error("\(count) digits are wanted in an escape", at: index)
        }
        index += count
        return value
    }

    // MARK: Bytes

    private mutating func mark(_ kind: TemplateToken.Kind, _ length: Int) {
        append(kind, at: index)
        index += length
    }

    private mutating func append(_ kind: TemplateToken.Kind, at offset: Int) {
        tokens.append(TemplateToken(kind: kind, offset: offset, followsSpace: followsSpace))
        followsSpace = false
    }

    private mutating func skipSpace() {
        while index < bytes.count, Self.isSpace(bytes[index]) {
            index += 1
            followsSpace = true
        }
    }

    private mutating func skip(_ mark: Unicode.Scalar, ifFollowedBySpace: Bool) -> Bool {
        guard index + 1 < bytes.count, bytes[index] == UInt8(ascii: mark), Self.isSpace(bytes[index + 1]) else {
            return false
        }
        index += 1
        return true
    }

    private func starts(_ text: String) -> Bool { bytes[index...].starts(with: text.utf8) }

    private func find(_ text: String, from start: Int) -> Int? {
        guard start < bytes.count else { return nil }
        return (start..<bytes.count).first { bytes[$0...].starts(with: text.utf8) }
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    /// Letters, digits, the underscore, and all that is not ASCII.
    private static func isWord(_ byte: UInt8) -> Bool {
        isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || byte == UInt8(ascii: "_")
            || byte >= 0x80
    }

    private func shown(_ byte: UInt8) -> String {
        (0x21..<0x7F).contains(byte) ? "“\(Character(Unicode.Scalar(byte)))”" : "byte \(byte)"
    }

    private func error(_ what: String, at offset: Int) -> TerminalUIError { .template(what, at: offset) }
}

extension TerminalUIError {
    /// The text of a template is wrong at a byte.
    static func template(_ what: String, at offset: Int) -> TerminalUIError {
        TerminalUIError(
            .invalidTemplate, "template parsing error: at character \(offset + 1): \(what)",
            hint: "formats are Go templates, as in --format '{{.ID}} {{json .}}'"
        )
    }
}
