/// What a server wants to see before it does what is asked (`WWW-Authenticate`; RFC 9110, 11.6.1).
struct Challenge: Hashable, Sendable {
    /// The scheme in small letters: `basic`, `bearer`.
    let scheme: String
    /// Its parameters, names in small letters.
    let parameters: [String: String]

    /// Reads one field, which may hold several challenges. What is no challenge is left out.
    static func parse(_ text: String) -> [Challenge] {
        var text = FieldText(text)
        var result: [Challenge] = []
        text.skip()
        while let scheme = text.token() {
            result.append(Challenge(scheme: scheme.lowercased(), parameters: parameters(&text)))
            text.skip()
        }
        return result
    }

    private static func parameters(_ text: inout FieldText) -> [String: String] {
        var result: [String: String] = [:]
        while true {
            let before = text
            text.skip()
            let name = text.token()
            // Blanks around it are bad manners, and allowed (RFC 9110, 11.2).
            text.skip(" \t")
            guard let name, text.take("=") else {
                // A word without `=` begins the next challenge.
                text = before
                return result
            }
            text.skip(" \t")
            result[name.lowercased()] = text.value()
            // What Negotiate says is no parameter, but base64 with its padding.
            text.skip("=")
        }
    }

    /// The challenge that is answered, of several: a token is preferred to a password.
    static func preferred(_ fields: [String]) -> Challenge? {
        let all = fields.flatMap(parse)
        return all.first { $0.scheme == "bearer" && $0.parameters["realm"] != nil }
            ?? all.first { $0.scheme == "basic" }
    }
}
