/// Files whose lines give a user and a password each, which their names say.
enum CredentialList {
    /// How long such a file is at most, in bytes.
    static let limit = 64 << 10

    /// Where the password of a line stands.
    private enum Form {
        /// The last field between colons.
        case colons
        /// The third word (pppd(8)).
        case third
        /// Behind `>` (Redis).
        case acl
    }

    private static let forms: [String: Form] = [
        ".pgpass": .colons, "pgpass.conf": .colons, "rsyncd.secrets": .colons, "sasl_passwd": .colons,
        "passwd.client": .colons, "chap-secrets": .third, "pap-secrets": .third, "users.acl": .acl,
        "davfs2/secrets": .third, ".davfs2/secrets": .third,
    ]

    /// The passwords of a list.
    static func candidates(in view: SourceView, _ context: SecretContext) -> [SecretCandidate] {
        let names = context.path.split(separator: UInt8(ascii: "/")).suffix(2).map {
            String(decoding: $0, as: UTF8.self)
        }
        guard let form = forms[names.last ?? ""] ?? forms[names.joined(separator: "/")] else { return [] }
        var result: [SecretCandidate] = []
        var place = view.lower
        while place < view.upper, result.count < SecretScanner.limit {
            let line = view.line(around: place)
            place = line.upperBound + 1
            guard let range = password(form, line, in: view), isPassword(view[range]) else { continue }
            result.append(SecretCandidate(range: range, confidence: .formed))
        }
        return result
    }

    private static func password(_ form: Form, _ line: Range<Int>, in view: SourceView) -> Range<Int>? {
        let end = view.start(of: ByteSet(" \t\r"), endingAt: line.upperBound)
        guard line.lowerBound < end, view[line.lowerBound] != UInt8(ascii: "#") else { return nil }
        switch form {
        case .colons:
            let colon = (line.lowerBound..<end).last { view[$0] == UInt8(ascii: ":") }
            return colon.map { $0 + 1..<end }
        case .third: return word(2, line.lowerBound..<end, in: view)
        case .acl:
            for index in line.lowerBound + 1..<end
            where view[index] == UInt8(ascii: ">") && ByteSet.space.contains(view[index - 1]) {
                return index + 1..<view.end(of: ByteSet("!-~"), from: index + 1, atMost: 256)
            }
            return nil
        }
    }

    private static func word(_ number: Int, _ line: Range<Int>, in view: SourceView) -> Range<Int>? {
        var place = line.lowerBound
        for index in 0...number {
            place = view.end(of: .space, from: place)
            let end = view.end(of: ByteSet("!-~"), from: place, atMost: 256)
            guard end > place, end <= line.upperBound else { return nil }
            if index == number {
                let isQuoted = view[place] == UInt8(ascii: "\"") && end - place > 2
                return isQuoted ? place + 1..<end - 1 : place..<end
            }
            place = end
        }
        return nil
    }

    private static func isPassword(_ value: [UInt8]) -> Bool {
        value.count >= 3 && value.allSatisfy { $0 > 0x20 && $0 < 0x7F } && !Placeholder.isLikely(value)
            && value != Array("password".utf8)
    }
}
