/// Files that hold nothing but a credential.
enum WholeFile {
    /// How long such a file is at most, in bytes.
    static let limit = 512

    private static let names: Set<String> = [
        "master.key", ".vault-token", "vault-token", "token", ".token", "token.txt", "password", "password.txt",
        "passwd.txt", "secret", "secret.txt",
        "api_key", "api-key", "apikey", "api_key.txt", "apikey.txt", "api-key.txt", "access_token", "credentials.txt",
        "db_password", "root_password",
        "vault_pass", ".vault_pass", "vault_pass.txt", ".vault_password", ".erlang.cookie", "secret_key",
        "secret_key_base",
    ]
    private static let endings = [
        ".token", ".pass", ".passwd", ".password", ".secret", "_token", "_password", "_secret", "-token", "-password",
        "-secret", ".apikey",
    ]

    /// The one word of a short file that is named like a credential.
    static func candidate(in view: SourceView, _ context: SecretContext) -> SecretCandidate? {
        let name = String(
            decoding: context.path[((context.path.lastIndex(of: UInt8(ascii: "/")) ?? -1) + 1)...].map(\.smallLetter),
            as: UTF8.self)
        guard
            names.contains(name) || endings.contains(where: { name.hasSuffix($0) })
                || name.hasSuffix(".key") && Placeholder.contains(context.path, Array("/credentials/".utf8))
        else { return nil }
        let blank = ByteSet(" \t\r\n")
        let start = view.end(of: blank, from: view.lower)
        let end = view.start(of: blank, endingAt: view.upper)
        guard start < end, end - start >= 6 else { return nil }
        let value = view[start..<end]
        guard value.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), !Placeholder.isLikely(value) else { return nil }
        guard
            GenericAssignment.isRandom(value) || GenericAssignment.isMixed(value, least: 6) || name == ".erlang.cookie"
        else { return nil }
        return SecretCandidate(range: start..<end, confidence: .formed)
    }
}
