/// Reads the part of TOML 1.0 that `registries.conf` is written in: tables, lists of tables, texts, truth values, whole numbers,
/// and lists of them. Dates, floating point numbers and texts over several lines are none of it.
struct TOMLParser {
    /// A value.
    indirect enum Value: Equatable {
        case string(String)
        case bool(Bool)
        case integer(Int)
        case array([Value])
        case table([String: Value])

        subscript(key: String) -> Value? { if case .table(let table) = self { table[key] } else { nil } }
        var string: String? { if case .string(let text) = self { text } else { nil } }
        var bool: Bool? { if case .bool(let flag) = self { flag } else { nil } }
        var array: [Value] { if case .array(let list) = self { list } else { [] } }
    }

    /// What is wrong, and in which line.
    struct Failure: Error {
        let line: Int
        let message: String
    }

    private var rest: Substring
    private let whole: String
    private var root: [String: Value] = [:]

    /// Reads a text.
    static func parse(_ text: String) throws(Failure) -> Value {
        var parser = TOMLParser(text)
        try parser.document()
        return .table(parser.root)
    }

    private init(_ text: String) {
        whole = text.replacing("\r\n", with: "\n")
        rest = whole[...]
    }

    private mutating func document() throws(Failure) {
        var table: [String] = []
        while true {
            skipLines()
            guard let first = rest.first else { return }
            if first == "[" {
                table = try header()
            } else {
                let key = try key()
                guard take("=") else { throw failure("a key wants `=` behind it") }
                let value = try value()
                try Self.insert(value, table + key, in: &root, line)
            }
            try endLine()
        }
    }

    /// `[table]` or `[[list]]`.
    private mutating func header() throws(Failure) -> [String] {
        let isList = rest.hasPrefix("[[")
        rest = rest.dropFirst(isList ? 2 : 1)
        let path = try key()
        guard rest.hasPrefix(isList ? "]]" : "]") else { throw failure("the name of a table wants `]` behind it") }
        rest = rest.dropFirst(isList ? 2 : 1)
        Self.open(path[...], isList: isList, in: &root)
        return path
    }

    /// Makes a table, or one more of a list, where there is none.
    private static func open(_ path: ArraySlice<String>, isList: Bool, in table: inout [String: Value]) {
        guard let name = path.first else { return }
        if path.count == 1, isList {
            table[name] = .array((table[name]?.array ?? []) + [.table([:])])
            return
        }
        if case .array(var list)? = table[name], case .table(var last)? = list.popLast() {
            open(path.dropFirst(), isList: isList, in: &last)
            table[name] = .array(list + [.table(last)])
            return
        }
        var inner: [String: Value] = [:]
        if case .table(let known)? = table[name] { inner = known }
        open(path.dropFirst(), isList: isList, in: &inner)
        table[name] = .table(inner)
    }

    private static func insert(
        _ value: Value, _ path: [String], in table: inout [String: Value], _ line: Int
    ) throws(Failure) {
        let name = path[0]
        if path.count == 1 {
            guard table[name] == nil else { throw Failure(line: line, message: "“\(name)” is there twice") }
            table[name] = value
            return
        }
        if case .array(var list)? = table[name], case .table(var last)? = list.popLast() {
            try insert(value, Array(path.dropFirst()), in: &last, line)
            table[name] = .array(list + [.table(last)])
            return
        }
        var inner: [String: Value] = [:]
        if case .table(let known)? = table[name] { inner = known }
        try insert(value, Array(path.dropFirst()), in: &inner, line)
        table[name] = .table(inner)
    }

    /// `name`, `"name"` or `a.b`.
    private mutating func key() throws(Failure) -> [String] {
        var parts: [String] = []
        repeat {
            skipBlanks()
            if rest.first == "\"" || rest.first == "'" {
                parts.append(try text())
            } else {
                let word = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == "-") }
                guard !word.isEmpty else { throw failure("a name is wanted") }
                rest = rest[word.endIndex...]
                parts.append(String(word))
            }
            skipBlanks()
        } while take(".")
        return parts
    }

    private mutating func value() throws(Failure) -> Value {
        skipBlanks()
        switch rest.first {
        case "\"", "'": return .string(try text())
        case "[": return try list()
        case "{": return try inlineTable()
        default:
            let word = rest.prefix { $0.isLetter || $0.isNumber || "+-_".contains($0) }
            rest = rest[word.endIndex...]
            if word == "true" || word == "false" { return .bool(word == "true") }
            guard let number = Int(word.filter { $0 != "_" }) else {
                throw failure("a text in quotes, true, false, a whole number or a list is wanted")
            }
            return .integer(number)
        }
    }

    private mutating func list() throws(Failure) -> Value {
        rest.removeFirst()
        var result: [Value] = []
        while true {
            skipLines()
            if take("]") { return .array(result) }
            result.append(try value())
            skipLines()
            if !take(","), rest.first != "]" { throw failure("a list wants `,` or `]`") }
        }
    }

    private mutating func inlineTable() throws(Failure) -> Value {
        rest.removeFirst()
        var result: [String: Value] = [:]
        skipBlanks()
        if take("}") { return .table(result) }
        while true {
            let key = try key()
            guard take("=") else { throw failure("a key wants `=` behind it") }
            let value = try value()
            try Self.insert(value, key, in: &result, line)
            skipBlanks()
            if take("}") { return .table(result) }
            guard take(",") else { throw failure("a table wants `,` or `}`") }
        }
    }

    private mutating func text() throws(Failure) -> String {
        guard let quote = rest.popFirst(), !rest.hasPrefix("\(quote)\(quote)") else {
            throw failure("texts over several lines are not read here")
        }
        var result = ""
        while let character = rest.popFirst() {
            if character == quote { return result }
            if character.isNewline { break }
            result.append(character == "\\" && quote == "\"" ? try escape() : character)
        }
        throw failure("a text does not end in its line")
    }

    private mutating func escape() throws(Failure) -> Character {
        let known: [Character: Character] = ["\"": "\"", "\\": "\\", "n": "\n", "t": "\t", "r": "\r"]
        guard let next = rest.popFirst() else { throw failure("a text does not end") }
        if let character = known[next] { return character }
        let count = next == "u" ? 4 : next == "U" ? 8 : 0
        guard count > 0, let code = UInt32(rest.prefix(count), radix: 16), let scalar = Unicode.Scalar(code) else {
            throw failure("\\\(next) is no escape")
        }
        rest = rest.dropFirst(count)
        return Character(scalar)
    }

    private mutating func take(_ character: Character) -> Bool {
        guard rest.first == character else { return false }
        rest.removeFirst()
        return true
    }

    private mutating func skipBlanks() { rest = rest.drop { $0 == " " || $0 == "\t" } }

    /// Skips blanks, comments and ends of lines.
    private mutating func skipLines() {
        while true {
            rest = rest.drop { $0 == " " || $0 == "\t" || $0.isNewline }
            guard rest.first == "#" else { return }
            rest = rest.drop { !$0.isNewline }
        }
    }

    private mutating func endLine() throws(Failure) {
        skipBlanks()
        if rest.first == "#" { rest = rest.drop { !$0.isNewline } }
        guard rest.first?.isNewline != false else { throw failure("something follows the end of the value") }
    }

    private func failure(_ message: String) -> Failure {
        Failure(line: line, message: message)
    }

    private var line: Int { 1 + whole[..<rest.startIndex].count { $0.isNewline } }
}
