/// Tells values that stand for a secret from secrets.
enum Placeholder {
    /// Words that nobody's real credential has, in small letters.
    private static let words = [
        "example", "changeme", "change_me", "change-me", "placeholder", "redacted", "your_", "your-", "yourpass",
        "yourtoken", "yoursecret", "yourapi", "yourkey", "xxxx", "****", "....", "____", "<your", "insert_", "insert-",
        "replace_", "replace-", "replaceme", "todo", "dummy", "sample", "deadbeef", "foobar", "notasecret",
        "not-a-secret", "not_a_secret", "mypassword", "my-password", "my_password", "mysecret", "my-secret",
        "my_secret", "mytoken", "my-token", "my_token", "my-api", "my_api", "put_", "supersecretpassword",
        "0123456789", "1234567890", "abcdefghij", "000000000", "secret-token", "passwordhere", "_here", "-here",
        "undefined", "unknown", "default-value", "testtest", "blahblah", "not-used", "not_used",
        "notused", "build-only", "build_only",
        // Of RFC 5849, 6749 and 6750, which programs' documents repeat.
        "2yotnfzfejr1zcsic", "tgzv3jokf0xg5qx2", "czzcagrsa3f0mzpn", "ad180jjd733klru7", "mf_9.b5f-4.1jqm",
        "splxlobezqqybys6",
        // The key with which yarn searches in public, in each of its releases.
        "6fe4476ee5a1832882e326b506d14126",
    ].map { Array($0.utf8) }

    /// Whether a value is one of those that stand for another: a variable, a template, `changeme`, `xxxx`.
    ///
    /// - Parameter isPart: Whether something stands before it that says what it is: then no first character makes it a variable.
    static func isLikely(_ value: [UInt8], isPart: Bool = false) -> Bool {
        guard let first = value.first else { return true }
        if isReference(value, isPart ? 0 : first) { return true }
        let small = value.map(\.smallLetter)
        if words.contains(where: { contains(small, $0) }) { return true }
        return Set(small).count <= min(3, max(2, value.count / 4))
    }

    /// `$VAR`, `${VAR}`, `{{ var }}`, `<value>`, `%(var)s`, `%VAR%`, `@VAR@`, `#{var}`, `ENC[…]`, `!vault`.
    private static func isReference(_ value: [UInt8], _ first: UInt8) -> Bool {
        if "<{[*".utf8.contains(first) { return true }
        if first == UInt8(ascii: "$"), value.count > 1 {
            // The hash of a password begins so, too: $2b$, $6$.
            return !(value.count > 20 && value.dropFirst().prefix(4).contains(UInt8(ascii: "$")))
        }
        let last = value[value.count - 1]
        if first == last, "%@".utf8.contains(first) { return true }
        for start in ["${", "{{", "$(", "#{", "<%", "%(", "<<"] where contains(value, Array(start.utf8)) { return true }
        return value.starts(with: "ENC[".utf8) || value.starts(with: "!vault".utf8) || value.starts(with: "vault:".utf8)
    }

    /// Whether a text stands in another.
    static func contains(_ text: [UInt8], _ part: [UInt8]) -> Bool {
        guard text.count >= part.count, let first = part.first else { return false }
        for start in 0...(text.count - part.count) where text[start] == first {
            if text[start..<start + part.count].elementsEqual(part) { return true }
        }
        return false
    }
}
