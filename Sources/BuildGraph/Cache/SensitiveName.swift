/// Names whose values are not written where others can read them.
public enum SensitiveName {
    private static let words: Set<String> = [
        "apikey", "auth", "credential", "credentials", "key", "password", "pword", "passwd", "secret", "token",
    ]
    private static let harmless: Set<String> = ["public", "file", "version"]
    /// What a name may hold anywhere; records are more careful than warnings.
    private static let fragments = [
        "password", "passwd", "passphrase", "secret", "token", "apikey", "credential", "privatekey", "accesskey",
    ]
    private static let furtherWords: Set<String> = ["pass", "pat", "jwt", "bearer", "authorization"]
    private static let furtherHarmless: Set<String> = ["path", "dir", "url", "host", "user", "name", "id"]

    /// Whether a variable's name says that it holds a credential, by the words between its underscores.
    public static func matches(_ name: String) -> Bool {
        let parts = Set(name.lowercased().split(separator: "_").map(String.init))
        return !parts.isDisjoint(with: words) && parts.isDisjoint(with: harmless)
    }

    /// Whether the value of a name is kept out of records: what ``matches(_:)``, and names that hold such a word within.
    public static func mayHoldCredential(_ name: String) -> Bool {
        let name = String(name.lowercased().map { $0 == "-" || $0 == "." ? "_" : $0 })
        let parts = name.split(separator: "_").map(String.init)
        // `--password-stdin`: nothing follows.
        if parts.last == "stdin" { return false }
        if matches(name) { return true }
        if !harmless.isDisjoint(with: parts) || furtherHarmless.contains(parts.last ?? "") { return false }
        if !furtherWords.isDisjoint(with: parts) { return true }
        let joined = parts.joined()
        return fragments.contains { joined.contains($0) }
    }
}
