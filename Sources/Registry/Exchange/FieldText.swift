/// What is left to read of a field of a header: words, quoted strings and what stands between them (RFC 9110, 5.6).
struct FieldText {
    private var rest: Substring

    init(_ text: String) { rest = text[...] }

    /// A word, which ends where one of `ends` stands; `nil` where none begins here.
    mutating func token(until ends: String = " \t,=\"") -> String? {
        let word = rest.prefix { !ends.contains($0) }
        rest = rest[word.endIndex...]
        return word.isEmpty ? nil : String(word)
    }

    /// What stands after a `=`: a quoted string, in which a backslash takes the next character as it is, or a word.
    mutating func value(until ends: String = " \t,=\"") -> String {
        guard take("\"") else { return token(until: ends) ?? "" }
        var text = ""
        while let character = rest.popFirst(), character != "\"" {
            if character == "\\", let next = rest.popFirst() { text.append(next) } else { text.append(character) }
        }
        return text
    }

    /// Goes past a character, if it is the next.
    mutating func take(_ character: Character) -> Bool {
        guard rest.first == character else { return false }
        rest.removeFirst()
        return true
    }

    /// Goes past all of these characters that stand here.
    mutating func skip(_ characters: String = " \t,") { rest = rest.drop { characters.contains($0) } }
}
