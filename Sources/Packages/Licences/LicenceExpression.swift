/// A licence as it is declared, understood as an expression of SPDX (SPDX 2.3, annex D).
///
/// Debian's and Python's own names of common licences are known too. What is not understood as a whole stays a text.
struct LicenceExpression: Hashable {
    /// The expression in its normal spelling.
    let text: String

    /// Understands a text; `nil` where some word of it is no licence of SPDX's list.
    init?(_ declared: String) {
        if let whole = LicenceNames.shared.identifier(ofPhrase: declared) {
            text = whole
            return
        }
        var parser = Parser(words: Self.words(declared))
        guard parser.words.count <= 200, let result = parser.expression(depth: 0), parser.isAtEnd else { return nil }
        text = result
    }

    /// All of several expressions at once.
    static func all(_ texts: [String]) -> String {
        texts.count == 1 ? texts[0] : texts.map { $0.contains(" OR ") ? "(\($0))" : $0 }.joined(separator: " AND ")
    }

    private static func words(_ text: String) -> [String] {
        var result: [String] = []
        var word = ""
        func end() {
            if !word.isEmpty { result.append(word) }
            word = ""
        }
        for character in text {
            if character == "(" || character == ")" {
                end()
                result.append(String(character))
            } else if character.isWhitespace {
                end()
            } else {
                word.append(character)
            }
        }
        end()
        return result
    }

    /// Reads `A AND (B OR C WITH D)`; operators in either case, as SPDX allows.
    private struct Parser {
        let words: [String]
        private var position = 0

        init(words: [String]) { self.words = words }

        var isAtEnd: Bool { position == words.count }

        private mutating func take(_ word: String) -> Bool {
            guard position < words.count, words[position].uppercased() == word else { return false }
            position += 1
            return true
        }

        mutating func expression(depth: Int) -> String? {
            guard depth < 32, var result = conjunction(depth: depth) else { return nil }
            while take("OR") {
                guard let next = conjunction(depth: depth) else { return nil }
                result += " OR " + next
            }
            return result
        }

        private mutating func conjunction(depth: Int) -> String? {
            guard var result = term(depth: depth) else { return nil }
            while take("AND") {
                guard let next = term(depth: depth) else { return nil }
                result += " AND " + next
            }
            return result
        }

        private mutating func term(depth: Int) -> String? {
            if take("(") {
                guard let inner = expression(depth: depth + 1), take(")") else { return nil }
                return "(\(inner))"
            }
            guard position < words.count, let licence = LicenceNames.shared.identifier(of: words[position]) else {
                return nil
            }
            position += 1
            guard take("WITH") else { return licence }
            guard position < words.count, let exception = LicenceNames.shared.exception(of: words[position]) else {
                return nil
            }
            position += 1
            return "\(licence) WITH \(exception)"
        }
    }
}
