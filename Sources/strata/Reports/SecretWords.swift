/// The words of a command line that hold credentials by the option before them, as `--creds USER:PASSWORD`.
enum SecretWords {
    private static let options: Set<String> = [
        "creds", "src-creds", "dest-creds", "screds", "dcreds", "password", "src-password", "dest-password",
        "registry-token",
        "src-registry-token", "dest-registry-token",
    ]

    /// The words, each without its credential.
    static func hidden(in words: [String]) -> [String] {
        split(words).map { $0.shown + ($0.secret.isEmpty ? "" : SecretMask.stars) }
    }

    /// The credentials.
    static func secrets(in words: [String]) -> [String] { split(words).map(\.secret).filter { !$0.isEmpty } }

    /// What of each word may be shown, and what not, which is at its end.
    private static func split(_ words: [String]) -> [(shown: String, secret: String)] {
        let isLogin = words.contains("login")
        var option: String?
        return words.map { word in
            if let name = option.take() { return secret(of: name, word[...], behind: "") }
            if isLogin, word.hasPrefix("-p"), word.count > 2 {
                return secret(of: "p", word.dropFirst(2).drop { $0 == "=" }, behind: "-p")
            }
            guard word.hasPrefix("-") else { return (word, "") }
            let name = String(word.drop { $0 == "-" }.prefix { $0 != "=" })
            guard options.contains(name) || isLogin && word == "-p" else { return (word, "") }
            guard let equals = word.firstIndex(of: "=") else {
                option = name
                return (word, "")
            }
            return secret(of: name, word[word.index(after: equals)...], behind: String(word[...equals]))
        }
    }

    /// The name of a user stays.
    private static func secret(
        of option: String, _ text: Substring, behind: String
    ) -> (shown: String, secret: String) {
        guard option.hasSuffix("creds"), let colon = text.firstIndex(of: ":") else { return (behind, String(text)) }
        return (behind + text[...colon], String(text[text.index(after: colon)...]))
    }
}
