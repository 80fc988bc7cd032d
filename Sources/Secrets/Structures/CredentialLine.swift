/// Credentials in files whose lines have fields.
enum CredentialLine {
    /// `user:$6$salt$hash:…`.
    static func passwordHash(_ keyword: Range<Int>, in view: SourceView, _ context: SecretContext) -> SecretCandidate? {
        guard context.kind != .prose, context.kind != .code else { return nil }
        let user = view.start(of: ByteSet("0-9A-Za-z_.-"), endingAt: keyword.lowerBound, atMost: 64)
        let before = view[user - 1]
        guard user < keyword.lowerBound,
            before == 0 || before == UInt8(ascii: "\n") || before == UInt8(ascii: "'") || before == UInt8(ascii: "\"")
                || before == UInt8(ascii: " ")
        else { return nil }
        let start = keyword.lowerBound + 1
        let end = view.end(of: ByteSet("0-9A-Za-z./$={},+"), from: start, atMost: 256)
        guard end - start >= 26, !Randomness.isRepetitive(view[start..<end]) else { return nil }
        return SecretCandidate(range: start..<end, confidence: .formed, prefix: keyword.count - 1)
    }

    /// `host:5432:database:user:password`.
    static func pgpass(_ keyword: Range<Int>, in view: SourceView) -> SecretCandidate? {
        let line = view.line(around: keyword.lowerBound)
        let fields = view[line].split(separator: UInt8(ascii: ":"), maxSplits: 4, omittingEmptySubsequences: false)
        guard fields.count == 5, !fields[4].isEmpty, !fields[0].isEmpty, fields[0].first != UInt8(ascii: "#") else {
            return nil
        }
        let plain = ByteSet("0-9A-Za-z_.*-")
        guard fields[0..<4].allSatisfy({ $0.allSatisfy(plain.contains) }) else { return nil }
        var password = Array(fields[4])
        if password.last == UInt8(ascii: "\r") { password.removeLast() }
        guard password.count >= 3, password.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), !Placeholder.isLikely(password),
            password != Array("password".utf8)
        else { return nil }
        let start = line.upperBound - fields[4].count
        return SecretCandidate(range: start..<start + password.count, confidence: .formed)
    }

    /// `Bearer …`.
    static func bearer(_ keyword: Range<Int>, in view: SourceView) -> SecretCandidate? {
        let end = view.end(of: ByteSet("0-9A-Za-z._~+/=-"), from: keyword.upperBound, atMost: 2048)
        let value = view[keyword.upperBound..<end]
        guard value.count >= 20, GenericAssignment.isRandom(value), !Placeholder.isLikely(value) else { return nil }
        return SecretCandidate(range: keyword.upperBound..<end, confidence: .formed)
    }

    /// Schemes of `Authorization` behind which the token itself stands.
    private static let schemes = [
        "token", "api-token", "apitoken", "api-key", "apikey", "key", "bot", "ssws", "geniekey", "splunk",
        "private-token",
    ]

    /// `Authorization: Token …`, `"Authorization": "…"`.
    static func authorization(_ keyword: Range<Int>, in view: SourceView) -> SecretCandidate? {
        let mark = view.end(of: ByteSet(" \t\"'\\]"), from: keyword.upperBound, atMost: 4)
        // `"AWS::VpcLattice::Authorization"` is the name of a type, `clientAuthorization` of something else.
        let before = ByteSet("0-9A-Za-z_:").contains(view[keyword.lowerBound - 1])
        guard ByteSet(":=").contains(view[mark]), !before else { return nil }
        var start = view.end(of: ByteSet(" \t\"'\\"), from: mark + 1, atMost: 8)
        let set = ByteSet("0-9A-Za-z._~+/=-")
        let word = view.end(of: set, from: start, atMost: 2048)
        if schemes.contains(String(decoding: view.lowercased(start..<word), as: UTF8.self)) {
            start = view.end(of: .space, from: word, atMost: 4)
        }
        let end = view.end(of: set, from: start, atMost: 2048)
        guard end - start >= 20, GenericAssignment.isRandom(view[start..<end]), !Placeholder.isLikely(view[start..<end])
        else {
            return nil
        }
        return SecretCandidate(range: start..<end, confidence: .formed)
    }

    /// The secret access key within 120 bytes behind an access key id.
    static func awsPair(_ keyword: Range<Int>, in view: SourceView) -> SecretCandidate? {
        let id = view.end(of: ByteSet("0-9A-Z"), from: keyword.lowerBound)
        guard id - keyword.lowerBound == 20, !ByteSet.word.contains(view[keyword.lowerBound - 1]) else { return nil }
        var place = id
        let set = ByteSet("0-9A-Za-z/+")
        while place < id + 120 {
            let end = view.end(of: set, from: place, atMost: 200)
            let value = view[place..<end]
            if value.count == 40, view[end] != UInt8(ascii: "="), isKey(value) {
                return SecretCandidate(range: place..<end, confidence: .formed)
            }
            place = max(end, place) + 1
        }
        return nil
    }

    private static func isKey(_ value: [UInt8]) -> Bool {
        value.contains { (0x41...0x5A).contains($0) } && value.contains { (0x61...0x7A).contains($0) }
            && value.contains(where: ByteSet.digits.contains) && Randomness.confidence(of: value) == .formed
    }
}
