/// Credentials in URLs (RFC 3986, section 3.2.1).
enum URLCredentials {
    private static let stop = ByteSet(" \t\r\n\"'`<>\\/?#|,;)]}")
    /// Passwords that documents write where a password would stand.
    private static let common: Set<String> = [
        "password", "passwd", "pass", "pwd", "secret", "pw", "passw", "pword", "test", "user", "username", "foo", "bar",
        "baz", "guest", "token",
        "x-oauth-basic", "p", "a", "b", "mypass", "userpass", "qux", "passphrase", "xyzzy", "joe", "john", "login",
        "xyz", "abc",
        "key", "api_key", "changeit", "default",
    ]

    /// What stands before user and password in the addresses of Oracle's drivers: `jdbc:oracle:thin:user/password@host`.
    static let oracle = [":oracle:thin:", ":oracle:oci:"]

    /// Whether a password is one that documents write where a password would stand.
    static func isCommon(_ value: [UInt8]) -> Bool {
        common.contains(String(decoding: value.map(\.smallLetter), as: UTF8.self))
    }

    /// The password, or the token, of the URL whose `://` is a keyword.
    static func candidate(_ keyword: Range<Int>, in view: SourceView, _ context: SecretContext) -> SecretCandidate? {
        if view[keyword.lowerBound + 1] != UInt8(ascii: "/") { return oracle(keyword.upperBound, in: view, context) }
        let scheme =
            view.start(of: ByteSet("A-Za-z0-9+.-"), endingAt: keyword.lowerBound, atMost: 24)..<keyword.lowerBound
        guard scheme.count >= 2 else { return nil }
        var at: Int?
        var colon: Int?
        var place = keyword.upperBound
        while place < view.upper, place - keyword.upperBound < 512 {
            let byte = view[place]
            if byte == UInt8(ascii: "@") { at = place }
            // A template within braces is one word.
            if stop.contains(byte), byte != UInt8(ascii: "}") { break }
            if byte < 0x21 || byte > 0x7E { break }
            if byte == UInt8(ascii: ":"), colon == nil, at == nil { colon = place }
            place += 1
        }
        guard let at, hostIsReal(at + 1, in: view, context) else { return nil }
        guard let colon, colon < at else { return token(keyword.upperBound..<at, in: view) }
        return password(colon + 1..<at, user: keyword.upperBound..<colon, in: view, context)
    }

    /// `user/password@host`.
    private static func oracle(_ start: Int, in view: SourceView, _ context: SecretContext) -> SecretCandidate? {
        let user = view.end(of: ByteSet("0-9A-Za-z_$#"), from: start, atMost: 128)
        guard user > start, view[user] == UInt8(ascii: "/") else { return nil }
        let end = view.end(of: ByteSet("!#-&(-.0-:<-?A-~"), from: user + 1, atMost: 128)
        guard view[end] == UInt8(ascii: "@") else { return nil }
        return password(user + 1..<end, user: start..<user, in: view, context)
    }

    private static func hostIsReal(_ start: Int, in view: SourceView, _ context: SecretContext) -> Bool {
        guard ByteSet("0-9A-Za-z[_").contains(view[start]) else { return false }
        let end = view.end(of: ByteSet("0-9A-Za-z.-_"), from: start, atMost: 255)
        let host = String(decoding: view.lowercased(start..<end), as: UTF8.self)
        if host.contains("example") || host == "host" || host == "hostname" || host == "server" { return false }
        return context.kind == .environment
            || ![
                "localhost", "127.0.0.1", "foo", "foo.com", "bar", "bar.com", "proxy", "domain", "site", "h", "a", "b",
            ].contains(host)
    }

    private static func password(
        _ range: Range<Int>, user: Range<Int>, in view: SourceView, _ context: SecretContext
    ) -> SecretCandidate? {
        let value = view[range]
        guard value.count >= 3, !Placeholder.isLikely(value), !value.contains(UInt8(ascii: "{")),
            !value.contains(UInt8(ascii: "%")) || value.count > 6
        else { return nil }
        let isCommon = isCommon(value) || view.lowercased(user).elementsEqual(value.map(\.smallLetter))
        switch context.kind {
        case .environment: return SecretCandidate(range: range, confidence: isCommon ? .doubtful : .formed)
        case .configuration: return isCommon ? nil : SecretCandidate(range: range, confidence: .formed)
        case .code, .prose:
            guard !isCommon, value.count >= 8, !value.contains(UInt8(ascii: "%")),
                value.contains(where: ByteSet.digits.contains),
                value.contains(where: { !ByteSet.digits.contains($0) })
            else { return nil }
            return SecretCandidate(range: range, confidence: .formed)
        }
    }

    /// `https://TOKEN@host`.
    private static func token(_ range: Range<Int>, in view: SourceView) -> SecretCandidate? {
        let value = view[range]
        guard value.count >= 20, GenericAssignment.isRandom(value), ByteSet.word.contains(value[0]) else { return nil }
        return SecretCandidate(range: range, confidence: .formed)
    }
}
