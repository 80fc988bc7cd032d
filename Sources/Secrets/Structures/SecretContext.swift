/// What is known of the file that is searched.
struct SecretContext {
    /// Its path.
    let path: [UInt8]
    /// What kind of text it is, by its name.
    let kind: TextKind
    /// Whether it holds zero bytes at its beginning.
    var isBinary = false

    /// Whether it is GnuTLS's library, which holds the keys of its self-tests and is in every Debian image. Each version has others: those
    /// that are not known are milder there.
    var isSelfTest: Bool { isBinary && Placeholder.contains(path, Array("/libgnutls.so.".utf8)) }
    /// Whether it is a document that came with a program, or an example that came with a library.
    let isManual: Bool
    /// Whether it lies where package managers put sources of others: passwords in them are those of examples and tests.
    let isLibrary: Bool

    init(path: [UInt8]) {
        self.path = path
        kind = TextKind(path: path)
        let whole = [UInt8(ascii: "/")] + path
        let isInstalled = Self.libraries.contains { Placeholder.contains(whole, $0) }
        isManual =
            kind == .prose && Self.manuals.contains { Placeholder.contains(whole, $0) }
            || isInstalled && Self.examples.contains { Placeholder.contains(whole, $0) }
        isLibrary = kind == .code && isInstalled
    }

    private static let manuals = ["/usr/share/doc/", "/usr/share/man/", "/usr/share/info/"].map { Array($0.utf8) }
    private static let libraries = [
        "/usr/lib/", "/usr/local/lib/", "/usr/share/", "/site-packages/", "/dist-packages/", "/node_modules/",
        "/usr/local/aws-cli/",
    ].map { Array($0.utf8) }
    /// Directories of examples that come with a library, and descriptions of services, which hold nothing else: botocore and awscli have hundreds.
    private static let examples = ["/examples/", "/examples-", "/botocore/data/"].map { Array($0.utf8) }
}

/// How much a value in a text says, by the kind of the text.
enum TextKind: Sendable {
    /// Variables that a program is given: what stands there is meant.
    case environment
    /// Configuration: values may stand without quotes.
    case configuration
    /// A program's source: a value stands in quotes, and is often that of a test or a message.
    case code
    /// Documents for people, translations: full of examples.
    case prose

    /// The kind of text that a file of this path holds.
    init(path: [UInt8]) {
        let name = path[((path.lastIndex(of: UInt8(ascii: "/")) ?? -1) + 1)...].map(\.smallLetter)
        if Self.environmentNames.contains(where: { name.starts(with: $0) })
            || Self.environmentEndings.contains(where: { name.count >= $0.count && name.suffix($0.count) == $0[...] })
        {
            self = .environment
            return
        }
        let whole = [UInt8(ascii: "/")] + path + [UInt8(ascii: "/")]
        if Self.prosePlaces.contains(where: { Placeholder.contains(whole, $0) }) {
            self = .prose
            return
        }
        let ending = name.lastIndex(of: UInt8(ascii: ".")).map { String(decoding: name[($0 + 1)...], as: UTF8.self) }
        let known = ending ?? ""
        self = Self.proseEndings.contains(known) ? .prose : Self.codeEndings.contains(known) ? .code : .configuration
    }

    private static let prosePlaces = [
        "/usr/share/doc/", "/usr/share/man/", "/usr/share/info/", "/locale/", "/usr/share/perl", "/i18n/",
    ].map { Array($0.utf8) }
    private static let environmentNames = [
        ".env", "dockerfile", "containerfile", "docker-compose", "compose.y", "credentials", "secrets.", ".npmrc",
        ".pypirc", ".envrc",
        ".my.cnf", "my.cnf", "wp-config.php", ".htpasswd", ".netrc", "environment", ".pgpass", "database.yml",
        ".bash_history", ".zsh_history", "application.properties", "application.y", "application-", "bootstrap.y",
        "gradle.properties", "appsettings", ".pg_service.conf", ".databrickscfg", "tomcat-users.xml",
    ].map { Array($0.utf8) }
    private static let environmentEndings = [
        ".env", ".tfvars", ".dockerfile", "credentials.json", "secrets.json", "history",
    ].map { Array($0.utf8) }
    private static let proseEndings: Set<String> = [
        "md", "txt", "rst", "html", "htm", "po", "pot", "mo", "1", "2", "3", "4", "5", "6", "7", "8", "tex", "adoc",
        "texi", "pod", "xhtml",
        "xlf", "ts", "arb", "strings", "svg", "csv", "dtd", "xsd", "log",
    ]
    private static let codeEndings: Set<String> = [
        "py", "pyi", "js", "mjs", "cjs", "jsx", "tsx", "go", "rs", "c", "h", "cc", "cpp", "hpp", "cxx", "java", "kt",
        "scala", "rb", "php", "pl", "pm",
        "swift", "m", "cs", "vb", "lua", "tcl", "r", "jl", "ex", "exs", "erl", "hs", "ml", "clj", "el", "vim", "sql",
        "css", "scss", "vue", "dart",
        "groovy", "gradle", "map", "ipynb", "t", "al", "ps1", "cmake", "am", "in", "ac", "m4", "awk", "bash-completion",
        "proto", "graphql",
    ]
}
