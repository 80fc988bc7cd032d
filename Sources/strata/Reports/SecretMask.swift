import BuildGraph
import DockerfileSyntax

/// Takes credentials out of texts that are shown.
///
/// A credential is what stands behind the equals sign of a variable whose name says so (`TOKEN=…`), that value wherever
/// else it occurs, that of an option for one (`--creds`), and what stands before the `@` of an address (`https://user:password@host`).
struct SecretMask: Sendable {
    /// What takes the place of a credential.
    static let stars = "***"
    /// Shorter values would take harmless text with them.
    private static let shortest = 4
    private let values: [String]

    /// Knows the credentials of a command line and of an environment.
    init(words: [String], environment: [String: String]) {
        let given = words.flatMap { Self.pairs(in: $0[...]) }
        let inherited = environment.map { (name: $0.key[...], value: $0.value[...]) }
        let named = (given + inherited).filter { SensitiveName.matches(String($0.name)) }.map { String($0.value) }
        values = (named + SecretWords.secrets(in: words)).filter { $0.count >= Self.shortest }.sorted {
            $0.count > $1.count
        }
    }

    /// The text without credentials.
    func masked(_ text: String) -> String {
        var result = text
        for value in values { result.replace(value, with: Self.stars) }
        return result.split(separator: " ", omittingEmptySubsequences: false).map { word in
            AddressCredentials.hidden(in: Self.withoutValue(word))
        }.joined(separator: " ")
    }

    /// `NAME=value` at the end of a word, after `--build-arg=`, `-e` and the like.
    private static func pairs(in word: Substring) -> [(name: Substring, value: Substring)] {
        guard let equals = word.firstIndex(of: "=") else { return [] }
        let rest = word[word.index(after: equals)...]
        let letters = word[..<equals].drop { $0 == "-" }
        // `-eTOKEN=x` has its letter before the name.
        let names = word.hasPrefix("-") && !word.hasPrefix("--") ? [letters, letters.dropFirst()] : [letters]
        return names.map { (name: $0, value: rest) } + pairs(in: rest)
    }

    private static func withoutValue(_ word: Substring) -> String {
        guard let secret = pairs(in: word).first(where: { SensitiveName.matches(String($0.name)) }) else {
            return String(word)
        }
        return String(word[..<secret.value.startIndex]) + (secret.value.isEmpty ? "" : stars)
    }
}
