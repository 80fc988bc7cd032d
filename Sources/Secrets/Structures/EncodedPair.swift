import OCI

/// Credentials that stand in base64.
enum EncodedPair {
    /// `"auth": "…"` and `_auth = …`: a user and a password; `_password = …`: a password.
    static func candidate(_ keyword: Range<Int>, in view: SourceView) -> SecretCandidate? {
        let isAuth =
            view[keyword.upperBound - 1] == UInt8(ascii: "\"") || view[keyword.upperBound - 1] == UInt8(ascii: "h")
        let bare =
            view[keyword.lowerBound] == UInt8(ascii: "\"") ? keyword.lowerBound + 1..<keyword.upperBound - 1 : keyword
        guard let assignment = Assignment(around: bare, in: view), assignment.name.upperBound == bare.upperBound,
            assignment.value.count >= 4,
            let bytes = Base64.decode(view.text(assignment.value)), isPrintable(bytes)
        else { return nil }
        if !isAuth {
            return bytes.count >= 4 && !Placeholder.isLikely(bytes)
                ? SecretCandidate(range: assignment.value, confidence: .formed) : nil
        }
        return isPair(bytes) ? SecretCandidate(range: assignment.value, confidence: .verified) : nil
    }

    /// `Basic …`; `registry.auth="…"`, as a label may have it.
    static func header(_ keyword: Range<Int>, in view: SourceView) -> SecretCandidate? {
        let start = keyword.upperBound + (ByteSet("\"'").contains(view[keyword.upperBound]) ? 1 : 0)
        let end = view.end(of: ByteSet("0-9A-Za-z+/="), from: start, atMost: 1024)
        guard end - start >= 8, !Placeholder.isLikely(view[start..<end]),
            let bytes = Base64.decode(view.text(start..<end)), isPrintable(bytes), isPair(bytes)
        else { return nil }
        return SecretCandidate(range: start..<end, confidence: .verified)
    }

    /// `.dockerconfigjson: …` of a Kubernetes secret, also on a line of its own: docker's configuration.
    static func configuration(_ keyword: Range<Int>, in view: SourceView) -> SecretCandidate? {
        let start = view.end(of: ByteSet(" \t\r\n\"':|>-"), from: keyword.upperBound, atMost: 64)
        let range = start..<view.end(of: ByteSet("0-9A-Za-z+/="), from: start, atMost: 8192)
        guard range.count >= 24, let bytes = Base64.decode(view.text(range)),
            let mark = bytes.firstRange(of: "\"auth\"".utf8),
            let colon = bytes[mark.upperBound...].firstIndex(of: 0x3A),
            let quoted = bytes[colon...].split(separator: UInt8(ascii: "\""), maxSplits: 2).dropFirst().first,
            let pair = Base64.decode(String(decoding: quoted, as: UTF8.self)), isPrintable(pair), isPair(pair)
        else { return nil }
        return SecretCandidate(range: range, confidence: .verified)
    }

    /// `client-key-data: …`: a key in PEM.
    static func key(_ keyword: Range<Int>, in view: SourceView) -> SecretCandidate? {
        guard let assignment = Assignment(around: keyword, in: view),
            let bytes = Base64.decode(view.text(assignment.value)),
            Placeholder.contains(bytes, Array("PRIVATE KEY-----".utf8))
        else { return nil }
        return SecretCandidate(range: assignment.value, confidence: .verified)
    }

    private static func isPrintable(_ bytes: [UInt8]) -> Bool {
        !bytes.isEmpty && bytes.allSatisfy { $0 >= 0x20 && $0 < 0x7F }
    }

    /// `user:password`, and neither of them an example's.
    private static func isPair(_ bytes: [UInt8]) -> Bool {
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), colon > 0, bytes.count - colon > 3 else {
            return false
        }
        let password = Array(bytes[(colon + 1)...])
        let small = String(decoding: password.map(\.smallLetter), as: UTF8.self)
        return !Placeholder.isLikely(password)
            && !["password", "pass", "passwd", "secret", "open sesame", "opensesame", "bar"].contains(small)
    }
}
