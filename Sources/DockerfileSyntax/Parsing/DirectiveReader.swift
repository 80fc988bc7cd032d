/// Reads the parser directives at the head of a file (Dockerfile reference, "Parser directives").
///
/// The first line that is not a directive ends them. A `#!` line may come before all; `escape` is not heeded then, as
/// in BuildKit.
struct DirectiveReader {
    let text: SourceText
    private(set) var directives = ParserDirectives()
    private(set) var diagnostics: [Diagnostic] = []
    /// Where the first line begins that is no directive.
    private(set) var end: Int
    private var seen: Set<String> = []

    /// Reads the directives of a text; a byte order mark before them is skipped.
    init(_ text: SourceText, from start: Int) {
        self.text = text
        end = start
        var isFirst = true
        var hasShebang = false
        while end < text.bytes.count {
            let lineEnd = text.bytes[end...].firstIndex(of: 0x0A) ?? text.bytes.count
            let line = end..<lineEnd
            if isFirst, text.bytes[line].starts(with: Array("#!".utf8)) {
                hasShebang = true
            } else if !read(line, hasShebang: hasShebang) {
                return
            }
            isFirst = false
            end = min(lineEnd + 1, text.bytes.count)
        }
    }

    /// Reads one line; false where it is no directive.
    private mutating func read(_ bounds: Range<Int>, hasShebang: Bool) -> Bool {
        guard let (key, value) = split(bounds) else { return false }
        let range = text.range(value.lowerBound, value.upperBound)
        let content = String(decoding: text.bytes[value], as: UTF8.self)
        let word = ShellWord(content, at: range, rule: .literal)
        let name = String(decoding: text.bytes[key], as: UTF8.self).lowercased()
        guard ["syntax", "escape", "check"].contains(name) else { return false }
        guard seen.insert(name).inserted else {
            let hint = "delete this line"
            diagnostics.append(
                .error(
                    .duplicateDirective,
                    "only one \(name) parser directive can be used",
                    hint: hint,
                    at: text.range(key.lowerBound, key.upperBound)
                )
            )
            return true
        }
        switch name {
        case "syntax": directives.syntax = word
        case "check": directives.check = word
        default: if !hasShebang { setEscape(word) }
        }
        return true
    }

    private mutating func setEscape(_ word: ShellWord) {
        let bytes = Array(word.text.utf8)
        guard bytes.count == 1, let escape = EscapeCharacter(rawValue: bytes[0]) else {
            diagnostics.append(
                .error(
                    .invalidEscape,
                    "the escape character is '\(word.text)', which is neither \\ nor `",
                    hint: "write # escape=` or leave the line out",
                    at: word.range
                )
            )
            return
        }
        directives.escape = escape
    }

    /// Key and value of `# key = value`.
    private func split(_ bounds: Range<Int>) -> (key: Range<Int>, value: Range<Int>)? {
        let bytes = text.bytes
        var index = skipSpace(bounds.lowerBound, bounds.upperBound)
        guard index < bounds.upperBound, bytes[index] == UInt8(ascii: "#") else { return nil }
        index = skipSpace(index + 1, bounds.upperBound)
        let keyStart = index
        while index < bounds.upperBound, bytes[index].isLetterOrDigit { index += 1 }
        let key = keyStart..<index
        guard !key.isEmpty, bytes[keyStart] > UInt8(ascii: "9") else { return nil }
        index = skipSpace(index, bounds.upperBound)
        guard index < bounds.upperBound, bytes[index] == UInt8(ascii: "=") else { return nil }
        index = skipSpace(index + 1, bounds.upperBound)
        var end = bounds.upperBound
        while end > index, bytes[end - 1].isSpace { end -= 1 }
        return index < end ? (key, index..<end) : nil
    }

    private func skipSpace(_ start: Int, _ end: Int) -> Int {
        text.bytes[start..<end].firstIndex { !$0.isSpace } ?? end
    }
}

extension UInt8 {
    /// An ASCII letter or digit.
    var isLetterOrDigit: Bool {
        (0x30...0x39).contains(self) || (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self)
    }
}
