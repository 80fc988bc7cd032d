internal import OCI

/// Names whose values are not written where others can read them.
public enum SensitiveName {
    private static let words: Set<String> = [
        "apikey", "auth", "credential", "credentials", "key", "password", "pword", "passwd", "secret", "token",
    ]
    private static let harmless: Set<String> = ["public", "file", "version"]

    /// Whether a variable's name says that it holds a credential, by the words between its underscores.
    public static func matches(_ name: String) -> Bool {
        let parts = Set(name.lowercased().split(separator: "_").map(String.init))
        return !parts.isDisjoint(with: words) && parts.isDisjoint(with: harmless)
    }

    /// What is written in the place of a value: enough to see that it changed.
    static func withheld(_ value: String) -> String { "withheld, \(Digest.of("strata withheld " + value).short)" }
}
