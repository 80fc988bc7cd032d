/// What a name says that its value is.
enum CredentialWord: Sendable, CaseIterable {
    case password
    case secret
    case token
    case key

    /// The words in names, in small letters.
    var keywords: [String] {
        switch self {
        case .password:
            [
                "password", "passwd", "passphrase", "passwort", "_pass", "-pass", "_pwd", ";pwd", "; pwd", "dbpass",
                "dbpwd", "_pw", "-pw", "dbpw", "'pass'", "\"pass\"", " pass:", "{pass:", "'pwd'", "\"pwd\"",
            ]
        case .secret: ["secret"]
        case .token: ["token"]
        case .key:
            [
                "api_key", "apikey", "api-key", "access_key", "accesskey", "access-key", "auth_key", "authkey",
                "private_key", "privatekey",
                "encryption_key", "signing_key", "master_key", "masterkey", "account_key", "accountkey", "app_key",
                "auth-key", "private-key", "encryption-key", "signing-key", "master-key", "account-key", "app-key",
                "service-key", "creds",
                "appkey",
                "validationkey", "decryptionkey",
                "subscription-key", "service_key", "credential", "auth_pw", "_key",
            ]
        }
    }
}

/// Values of settings whose names speak of passwords, tokens and keys, where no other rule knows their form.
enum GenericAssignment {
    /// The value that is given to a name with a keyword, if name, value and text speak for a secret.
    static func candidate(
        _ keyword: Range<Int>, _ word: CredentialWord, in view: SourceView, _ context: SecretContext
    ) -> SecretCandidate? {
        let keyword = nameAlone(keyword, in: view)
        guard let assignment = Assignment(around: keyword, in: view),
            CredentialName(assignment.name, keyword, in: view).isCredential(word), !context.isManual,
            !isTypeName(assignment.name, in: view), !isField(assignment, in: view)
        else { return nil }
        let value = view[assignment.value]
        guard value.count <= 512, value.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }), !Placeholder.isLikely(value),
            !isReference(value), assignment.isQuoted || !isExpanded(value)
        else { return nil }
        let isBareKey = word == .key && view.lowercased(keyword).elementsEqual("_key".utf8)
        let isWanted =
            switch context.kind {
            case .environment: isSecret(value, word, isBareKey: isBareKey, least: 6, assignment)
            case .configuration: isSecret(value, word, isBareKey: isBareKey, least: 8, assignment)
            case .code:
                (assignment.isQuoted || ConnectionString.holds(assignment, keyword, in: view)) && !isBareKey
                    && (isRandom(value) || word == .password && !context.isLibrary && isMixed(value, least: 8))
            case .prose: !isBareKey && assignment.sign != UInt8(ascii: "(") && isRandom(value)
            }
        guard isWanted, !isName(value, of: assignment.name, in: view),
            context.kind == .environment || !isObjectName(value, word, assignment.name, in: view)
        else { return nil }
        return SecretCandidate(range: assignment.value, confidence: .formed)
    }

    /// A keyword that says where a name begins and ends, without these marks: `"pass"`, `{pass:`.
    private static func nameAlone(_ keyword: Range<Int>, in view: SourceView) -> Range<Int> {
        let isWhole = !ByteSet.name.contains(view[keyword.upperBound - 1])
        return isWhole ? keyword.lowerBound + 1..<keyword.upperBound - 1 : keyword
    }

    private static func isSecret(
        _ value: [UInt8], _ word: CredentialWord, isBareKey: Bool, least: Int, _ assignment: Assignment
    ) -> Bool {
        if isBareKey { return isRandom(value) }
        if isRandom(value) { return true }
        guard assignment.isQuoted || !value.contains(where: "([".utf8.contains) else { return false }
        switch word {
        case .password: return isMixed(value, least: least) || (least < 8 && value.count >= least && isWord(value))
        case .secret: return isMixed(value, least: 8) || (least < 8 && value.count >= 8 && isWord(value))
        case .token, .key: return isMixed(value, least: 12) && value.contains(where: ByteSet.digits.contains)
        }
    }

    /// A word that somebody chose; none that programs have as a value.
    private static func isWord(_ value: [UInt8]) -> Bool {
        let small = String(decoding: value.map(\.smallLetter), as: UTF8.self)
        return ![
            "password", "passwd", "secret", "prompt", "required", "optional", "string", "disabled", "enabled",
            "default", "changed",
        ].contains(small)
            && !value.contains(UInt8(ascii: " ")) && !value.contains(UInt8(ascii: "/"))
            && !value.contains(UInt8(ascii: "."))
    }

    /// Letters beside digits or marks, as people choose passwords.
    static func isMixed(_ value: [UInt8], least: Int) -> Bool {
        guard value.count >= least, !value.contains(UInt8(ascii: " ")) else { return false }
        let digits = value.count(where: ByteSet.digits.contains)
        let letters = value.count(where: ByteSet("A-Za-z").contains)
        let marks = value.count(where: ByteSet("!@#$%^&*+?~").contains)
        guard letters > 0, digits + marks > 0 else { return false }
        // A path, an address of the web, a version.
        if value.contains(UInt8(ascii: "/")) && marks == 0 || Placeholder.contains(value, Array("://".utf8)) {
            return false
        }
        return value.count(where: ByteSet("()<>,;\"'\\|").contains) == 0
    }

    /// Whether a value looks drawn by lot: long enough, digits and letters in no order, no words.
    static func isRandom(_ value: [UInt8]) -> Bool {
        guard value.count >= 16, value.allSatisfy(ByteSet("0-9A-Za-z+/=_.~:!@#$%^&*-").contains) else { return false }
        let digits = value.count(where: ByteSet.digits.contains)
        let letters = value.count(where: ByteSet("A-Za-z").contains)
        guard letters >= 2, !Randomness.isAlphabet(value) else { return false }
        // One of sixteen characters in twenty has no digit: then it is the case that changes all the time.
        guard digits >= 2 || changes(value) * 2 >= value.count else { return false }
        let isHex = value.allSatisfy(ByteSet("0-9A-Fa-f-").contains)
        guard Entropy.bits(of: value) >= (isHex ? 2.8 : 3.2) else { return false }
        if Placeholder.contains(value, Array("://".utf8)) || value[0] == UInt8(ascii: "/") && !isBase64(value)
            || value[0] == UInt8(ascii: ".")
        {
            return false
        }
        return isHex || changes(value) * 5 >= value.count
    }

    /// How often the kind of character changes from one to the next: words have few, tokens many.
    private static func changes(_ value: [UInt8]) -> Int {
        func kind(_ byte: UInt8) -> Int {
            ByteSet.digits.contains(byte) ? 0 : (0x41...0x5A).contains(byte) ? 1 : (0x61...0x7A).contains(byte) ? 2 : 3
        }
        return zip(value, value.dropFirst()).count { kind($0) != kind($1) && kind($0) != 3 && kind($1) != 3 }
    }

    /// `"AWS::ApiGateway::ApiKey": "…"`: a kind of thing, and what is said of it.
    private static func isTypeName(_ name: Range<Int>, in view: SourceView) -> Bool {
        view.has("::", at: name.lowerBound - 2) && ByteSet("\"'").contains(view[name.upperBound])
    }

    /// `arn:aws:secretsmanager:eu-west-1:1234:secret:db-AbC123`: one of many fields between colons.
    private static func isField(_ assignment: Assignment, in view: SourceView) -> Bool {
        let start = assignment.name.lowerBound
        return assignment.sign == UInt8(ascii: ":") && view[start - 1] == UInt8(ascii: ":")
            && ByteSet.alphanumeric.contains(view[start - 2])
    }

    /// `self.password`, `os.environ`, `config/db/password`: names of other things.
    private static func isReference(_ value: [UInt8]) -> Bool {
        let parts = value.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        if parts.count > 1, parts.allSatisfy({ isIdentifier($0) }) { return true }
        if isBase64(value) { return false }
        let small = value.map(\.smallLetter)
        for start in [
            "arn:", "http:", "https:", "file:", "env:", "secret:", "op:", "ssm:", "sha256:", "sha512-", "sha1-", "md5:",
            "/", "./", "~/", "process.env.", "urn:", ".*", "[^",
        ]
        where small.starts(with: start.utf8) { return true }
        return false
    }

    /// Base64 of a key: what begins with a slash is no path then.
    private static func isBase64(_ value: [UInt8]) -> Bool {
        value.count >= 32 && value.allSatisfy({ ByteSet.base64.contains($0) || $0 == UInt8(ascii: "=") })
            && value.count(where: ByteSet.digits.contains) >= 2
            && value.count(where: ByteSet("A-Z").contains) >= 4 && value.count(where: ByteSet("a-z").contains) >= 4
            && changes(value) * 3 >= value.count
    }

    private static func isIdentifier(_ part: ArraySlice<UInt8>) -> Bool {
        guard let first = part.first, !ByteSet.digits.contains(first) else { return false }
        return part.allSatisfy(ByteSet("A-Za-z_").contains) || part.count < 4 && part.allSatisfy(ByteSet.word.contains)
    }

    /// Whether a shell would put something in its place: `a$1`, `${a}b`.
    private static func isExpanded(_ value: [UInt8]) -> Bool {
        zip(value, value.dropFirst()).contains {
            $0 == UInt8(ascii: "$") && (ByteSet.word.contains($1) || $1 == UInt8(ascii: "{"))
        }
    }

    /// `existingSecret: postgres-creds-01`: the name of a vault or of an object of Kubernetes, in words between hyphens. A password is chosen so
    /// too, but not where the name says that it is of a secret.
    private static func isObjectName(
        _ value: [UInt8], _ word: CredentialWord, _ name: Range<Int>, in view: SourceView
    ) -> Bool {
        let parts = value.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard parts.count > 1, parts.allSatisfy(isWordOrNumber) else { return false }
        return word != .password || Placeholder.contains(view.lowercased(name), Array("secret".utf8))
    }

    /// `db`, `prod1`, `02`; no mixture that one would draw by lot.
    private static func isWordOrNumber(_ part: ArraySlice<UInt8>) -> Bool {
        let letters = part.prefix { (0x61...0x7A).contains($0) }
        let digits = part.dropFirst(letters.count)
        return !part.isEmpty && digits.count <= 4 && digits.allSatisfy(ByteSet.digits.contains)
    }

    /// Whether a value only says the name again: `password: db_password`.
    private static func isName(_ value: [UInt8], of name: Range<Int>, in view: SourceView) -> Bool {
        let plain = value.map(\.smallLetter).filter(ByteSet("a-z").contains)
        let own = view.lowercased(name).filter(ByteSet("a-z").contains)
        return plain == own || plain.count <= own.count && Placeholder.contains(own, plain)
            || ["password", "passwd", "secret", "token"].contains {
                Placeholder.contains(value.map(\.smallLetter), Array($0.utf8))
                    && value.allSatisfy(ByteSet("A-Za-z_.: -").contains)
            }
    }
}
