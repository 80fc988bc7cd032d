/// Whether the name of a setting is that of a credential, and not of something about one.
struct CredentialName {
    private let head: [UInt8]
    private let tail: [UInt8]

    /// Behind the word: what does not change its meaning.
    private static let tails: Set<String> = [
        "", "key", "token", "value", "prod", "production", "dev", "staging", "live", "base64", "b64", "plain", "string",
        "text", "default", "main",
        "primary", "secondary", "root", "admin", "user", "test", "v1", "v2", "access", "hash", "auth",
        "api", "secret", "s", "data", "db",
        "password", "id", "phrase", "word", "here",
    ]
    /// Before `key` and `token`: it is of another kind.
    private static let keyHeads: Set<String> = [
        "change", "lock", "continuation", "pagination",
        "host", "registry", "known", "ssh", "gpg", "partition", "cache", "map", "row", "jsonweb",
    ]
    /// Before the word: it is about a credential.
    private static let heads: Set<String> = [
        "no", "min", "max", "public", "hide", "show", "forgot", "reset", "is", "has", "use", "need", "needs", "require",
        "requires", "invalid", "next", "prev",
        "primary", "foreign", "sort", "csrf", "xsrf", "pub", "wrong", "bad", "test", "fake", "mock",
        "dummy", "example", "lookup",
        "dict", "col", "idempotency", "translation", "msg", "error", "existing",
    ]

    /// The name at a range, around the word at another.
    init(_ name: Range<Int>, _ keyword: Range<Int>, in view: SourceView) {
        head = view[name.lowerBound..<keyword.lowerBound]
        tail = view[keyword.upperBound..<name.upperBound]
    }

    /// Whether nothing in it says that its value is something else.
    func isCredential(_ word: CredentialWord) -> Bool {
        let behind = Self.words(tail)
        // `secret_id` is one of Vault's, `token_id` and `key_id` are no secrets.
        guard behind.count <= 3, behind.allSatisfy(Self.isTail) else { return false }
        if behind.last == "id" { return false }
        let before = Self.words(head)
        if word == .key || word == .token, before.contains(where: Self.keyHeads.contains) { return false }
        return !before.contains(where: Self.heads.contains)
    }

    private static func isTail(_ word: String) -> Bool { tails.contains(word) || word.allSatisfy(\.isNumber) }

    /// The words of a name: split at marks, and where a small letter is followed by a capital one.
    static func words(_ name: [UInt8]) -> [String] {
        var words: [String] = []
        var word: [UInt8] = []
        var before: UInt8 = 0
        for byte in name {
            let isMark = !ByteSet.alphanumeric.contains(byte)
            if isMark || (0x41...0x5A).contains(byte) && (0x61...0x7A).contains(before) {
                if !word.isEmpty { words.append(String(decoding: word, as: UTF8.self)) }
                word = []
            }
            if !isMark { word.append(byte.smallLetter) }
            before = byte
        }
        if !word.isEmpty { words.append(String(decoding: word, as: UTF8.self)) }
        return words
    }
}
