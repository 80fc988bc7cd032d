/// Credentials that a parser of their own recognises.
enum SecretStructure: Sendable {
    /// A private key between `-----BEGIN` and `-----END` lines whose label ends in one of these.
    case pem([String])
    /// A key, or a store of keys, that is no text.
    case keyStore
    /// A private key of PuTTY.
    case putty
    /// A private key in JSON of a service account.
    case serviceAccount
    /// A JSON web token (RFC 7519).
    case jsonWebToken
    /// A JSON web key with its private part (RFC 7517).
    case jsonWebKey
    /// `scheme://user:password@host`, or a token in the user's place.
    case url
    /// `"auth": "…"` of docker's configuration.
    case dockerAuth
    /// `.dockerconfigjson: …` of Kubernetes: docker's configuration in base64.
    case dockerConfiguration
    /// `machine … login … password …`.
    case netrc
    /// `_auth = …` of npm: base64 of user and password.
    case npmAuth
    /// `client-key-data` of a kubeconfig.
    case kubeconfigKey
    /// A line of `/etc/shadow`, `htpasswd` and the like.
    case passwordHash
    /// `host:port:database:user:password`.
    case pgpass
    /// `Authorization: Basic …`.
    case basicHeader
    /// `Authorization: Bearer …`.
    case bearerHeader
    /// `Authorization: Token …`, and one without a scheme.
    case authorizationHeader
    /// `-u user:password` and the like on a command line.
    case commandLine
    /// An argument of a function that takes a password there.
    case callArgument
    /// A secret access key near an AWS access key id.
    case awsPair
    /// A file that holds nothing but a credential, as its name says.
    case wholeFile
    /// A file whose lines have a user and a password each, as its name says.
    case credentialList
    /// `requirepass …`, `psk=…` and the like.
    case settingLine
    /// `IDENTIFIED BY '…'` and the like.
    case sqlPassword
    /// A value of a setting whose name is like password, secret, token or key.
    case assignment(CredentialWord)

    /// What it is, for the table of rules.
    var words: String {
        switch self {
        case .pem: "PEM decoded"
        case .keyStore: "DER or Java's form parsed"
        case .putty: "lines parsed"
        case .serviceAccount: "JSON and PEM decoded"
        case .jsonWebToken, .jsonWebKey: "JSON decoded"
        case .url: "URL parsed"
        case .dockerAuth, .dockerConfiguration, .npmAuth, .basicHeader: "base64 decoded"
        case .netrc, .pgpass, .passwordHash, .commandLine, .callArgument, .settingLine, .sqlPassword: "line parsed"
        case .kubeconfigKey: "base64 and PEM decoded"
        case .bearerHeader, .authorizationHeader: "header parsed, randomness"
        case .awsPair: "form, randomness, beside a key id"
        case .wholeFile, .credentialList: "name and content of the file"
        case .assignment: "name, randomness, context"
        }
    }

    /// What has to be found first.
    var keywords: [KeywordIndex.Keyword] {
        switch self {
        case .pem: exact(["-----BEGIN "])
        case .keyStore:
            ([KeyStore.store] + KeyStore.java + KeyStore.keys).map { .init(text: $0, isExact: true, follow: nil) }
        case .putty: exact(["PuTTY-User-Key-File-"])
        case .serviceAccount: exact(["\"private_key\""])
        case .jsonWebToken: [.init(text: Array("eyJ".utf8), isExact: true, follow: .base64URL)]
        case .jsonWebKey: exact(["\"kty\""])
        case .url:
            [.init(text: Array("://".utf8), isExact: true, follow: ByteSet("0-9A-Za-z_:%.-"))]
                + exact(URLCredentials.oracle)
        case .dockerAuth: exact(["\"auth\""])
        case .dockerConfiguration: exact([".dockerconfigjson", ".dockercfg"])
        case .netrc: exact(NetrcEntry.keywords)
        case .npmAuth: exact(["_auth", "_password"])
        case .kubeconfigKey: exact(["client-key-data"])
        case .passwordHash: exact([":$1$", ":$5$", ":$6$", ":$y$", ":$2a$", ":$2b$", ":$2y$", ":$apr1$", ":{SHA}"])
        case .pgpass: exact([":5432:"])
        case .settingLine: exact(SettingLine.keywords)
        case .sqlPassword:
            any(["identified by", "password '", "password('", "password = n'", "password=n'", "identified with"])
        case .basicHeader: any(["basic ", "auth=", "basic="])
        case .bearerHeader: any(["bearer "])
        case .authorizationHeader: any(["authorization"])
        case .commandLine: exact(CommandCredentials.programs)
        case .callArgument: exact(CallCredentials.keywords)
        case .awsPair: exact(["AKIA", "ASIA"])
        case .wholeFile, .credentialList: []
        case .assignment(let word): any(word.keywords)
        }
    }

    private func exact(_ texts: [String]) -> [KeywordIndex.Keyword] {
        texts.map { .init(text: Array($0.utf8), isExact: true) }
    }

    private func any(_ texts: [String]) -> [KeywordIndex.Keyword] {
        // Where a text of three bytes is the end of a name.
        texts.map { .init(text: Array($0.utf8), isExact: false, follow: $0.utf8.count == 3 ? .nameEnd : nil) }
    }

    /// The credential that the keyword at a range belongs to.
    func candidate(_ keyword: Range<Int>, in view: SourceView, _ context: SecretContext) -> SecretCandidate? {
        switch self {
        case .pem(let labels):
            PEMBlock(at: keyword.lowerBound, in: view)?.candidate(labels: labels, isMilder: context.isSelfTest)
        case .keyStore: KeyStore.candidate(keyword, in: view)
        case .putty: PuTTYKey.candidate(keyword, in: view)
        case .serviceAccount: PEMBlock.inServiceAccount(keyword, in: view)
        case .jsonWebToken: JSONWebToken.candidate(keyword, in: view)
        case .jsonWebKey: JSONWebToken.keyCandidate(keyword, in: view)
        case .url: URLCredentials.candidate(keyword, in: view, context)
        case .dockerAuth, .npmAuth: EncodedPair.candidate(keyword, in: view)
        case .dockerConfiguration: EncodedPair.configuration(keyword, in: view)
        case .basicHeader: EncodedPair.header(keyword, in: view)
        case .netrc: NetrcEntry.candidate(keyword, in: view, context)
        case .kubeconfigKey: EncodedPair.key(keyword, in: view)
        case .passwordHash: CredentialLine.passwordHash(keyword, in: view, context)
        case .pgpass: CredentialLine.pgpass(keyword, in: view)
        case .bearerHeader: CredentialLine.bearer(keyword, in: view)
        case .authorizationHeader: CredentialLine.authorization(keyword, in: view)
        case .commandLine: CommandCredentials.candidate(keyword, in: view, context)
        case .callArgument: CallCredentials.candidate(keyword, in: view, context)
        case .awsPair: CredentialLine.awsPair(keyword, in: view)
        case .wholeFile, .credentialList: nil
        case .settingLine: SettingLine.candidate(keyword, in: view, context)
        case .sqlPassword: SQLPassword.candidate(keyword, in: view, context)
        case .assignment(let word): GenericAssignment.candidate(keyword, word, in: view, context)
        }
    }

    /// Whether it is looked for in files that are no texts.
    var isForBinaries: Bool {
        switch self {
        case .pem, .serviceAccount, .jsonWebToken, .url, .putty, .keyStore: true
        default: false
        }
    }
}

/// A credential that was recognised at a place.
struct SecretCandidate {
    /// Its bytes, without quotes.
    var range: Range<Int>
    /// How sure it is.
    var confidence: SecretConfidence
    /// How many of its first bytes are the same in all of its kind, and may be shown.
    var prefix = 0
    /// What else there is to say: "encrypted with a passphrase".
    var note: String?
    /// Whether it is less bad than others of its rule.
    var isMilder = false
}
