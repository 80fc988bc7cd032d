/// What a server wants to see before it does what is asked (`WWW-Authenticate`; RFC 9110, 11.6.1).
struct Challenge: Hashable, Sendable {
    /// The scheme in small letters: `basic`, `bearer`.
    let scheme: String
    /// Its parameters, names in small letters.
    let parameters: [String: String]

    /// Reads one field, which may hold several challenges. What is no challenge is left out.
    static func parse(_ text: String) -> [Challenge] {
        var parser = ChallengeParser(text)
        return parser.challenges()
    }

    /// The challenge that is answered, of several: a token is preferred to a password.
    static func preferred(_ fields: [String]) -> Challenge? {
        let all = fields.flatMap(parse)
        return all.first { $0.scheme == "bearer" && $0.parameters["realm"] != nil }
            ?? all.first { $0.scheme == "basic" }
    }
}

/// Reads `Bearer realm="https://…",service="…", Basic realm="x"`.
private struct ChallengeParser {
    private var rest: Substring

    init(_ text: String) { rest = text[...] }

    mutating func challenges() -> [Challenge] {
        var result: [Challenge] = []
        skip()
        while let scheme = token() {
            result.append(Challenge(scheme: scheme.lowercased(), parameters: parameters()))
            skip()
        }
        return result
    }

    private mutating func parameters() -> [String: String] {
        var result: [String: String] = [:]
        while true {
            let before = rest
            skip()
            guard let name = token(), take("=") else {
                // A word without `=` begins the next challenge.
                rest = before
                return result
            }
            result[name.lowercased()] = take("\"") ? quoted() : token() ?? ""
        }
    }

    private mutating func token() -> String? {
        let word = rest.prefix { !" \t,=\"".contains($0) }
        rest = rest[word.endIndex...]
        return word.isEmpty ? nil : String(word)
    }

    /// What stands before the closing quote; a backslash takes the next character as it is.
    private mutating func quoted() -> String {
        var text = ""
        while let character = rest.popFirst(), character != "\"" {
            if character == "\\", let next = rest.popFirst() { text.append(next) } else { text.append(character) }
        }
        return text
    }

    private mutating func take(_ character: Character) -> Bool {
        guard rest.first == character else { return false }
        rest.removeFirst()
        return true
    }

    private mutating func skip() { rest = rest.drop { " \t,".contains($0) } }
}
