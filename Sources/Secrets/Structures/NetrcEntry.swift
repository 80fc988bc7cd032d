/// An entry of `.netrc`, in the file or in the text of a command that writes it.
struct NetrcEntry {
    /// What is looked for: of which machine it is, or that it is of all others.
    static let keywords = ["machine ", "default login "]

    private static let blank = ByteSet(" \t\r\n")
    private static let quotes = ByteSet("\"'\\")

    private let view: SourceView
    /// Whether it stands in quotes: they end words, and `\n` is written for the end of a line.
    private let isQuoted: Bool

    /// `machine HOST login USER password WORD`, on one line or several.
    static func candidate(_ keyword: Range<Int>, in view: SourceView, _ context: SecretContext) -> SecretCandidate? {
        guard context.kind != .prose, context.kind != .code else { return nil }
        let entry = NetrcEntry(view: view, isQuoted: quotes.contains(view[keyword.lowerBound - 1]))
        return entry.password(from: keyword).map { SecretCandidate(range: $0, confidence: .formed) }
    }

    private func password(from keyword: Range<Int>) -> Range<Int>? {
        // Either the machine, or "default".
        let isDefault = view[keyword.lowerBound] == UInt8(ascii: "d")
        var place = word(from: isDefault ? keyword.lowerBound : keyword.upperBound).upperBound
        var hasLogin = false
        for _ in 0..<4 {
            let name = word(from: place)
            let value = word(from: name.upperBound)
            place = value.upperBound
            switch view.text(name) {
            case "login" where ["anonymous", "ftp"].contains(view.text(value)): return nil
            case "login", "account": hasLogin = true
            case "password" where hasLogin && value.count >= 3 && !"\"'{<[".utf8.contains(view[value.lowerBound]):
                let isExample = ["password", "yourpassword", "pass", "pwd", "mypass"].contains(view.text(value))
                return isExample || Placeholder.isLikely(view[value]) ? nil : value
            default: return nil
            }
        }
        return nil
    }

    /// The next word at or behind a place.
    private func word(from place: Int) -> Range<Int> {
        var start = place
        while start < view.upper, isSeparator(start) {
            let isEscape = view[start] == UInt8(ascii: "\\") && "nrt".utf8.contains(view[start + 1])
            start += isEscape ? 2 : 1
        }
        var end = start
        while end < view.upper, end - start < 512, !isSeparator(end), view[end] > 0x20, view[end] < 0x7F { end += 1 }
        return start..<end
    }

    private func isSeparator(_ place: Int) -> Bool {
        Self.blank.contains(view[place]) || isQuoted && Self.quotes.contains(view[place])
    }
}
