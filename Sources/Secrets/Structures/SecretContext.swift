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
    /// Whether it is a document that came with a program.
    let isManual: Bool
    /// Whether it lies where package managers put sources of others: passwords in them are those of examples and tests.
    let isLibrary: Bool

    init(path: [UInt8]) {
        self.path = path
        kind = TextKind(path: path)
        isManual =
            kind == .prose
            && ["/usr/share/doc/", "/usr/share/man/", "/usr/share/info/"].contains {
                Placeholder.contains([UInt8(ascii: "/")] + path, Array($0.utf8))
            }
        isLibrary =
            kind == .code
            && ["/usr/lib/", "/usr/local/lib/", "/usr/share/", "/site-packages/", "/dist-packages/", "/node_modules/"]
                .contains {
                    Placeholder.contains([UInt8(ascii: "/")] + path, Array($0.utf8))
                }
    }
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
        let name = String(
            decoding: path[((path.lastIndex(of: UInt8(ascii: "/")) ?? -1) + 1)...].map(\.smallLetter), as: UTF8.self)
        if Self.environmentNames.contains(where: { name.hasPrefix($0) })
            || Self.environmentEndings.contains(where: { name.hasSuffix($0) })
        {
            self = .environment
            return
        }
        let text = "/" + String(decoding: path, as: UTF8.self) + "/"
        if ["/usr/share/doc/", "/usr/share/man/", "/usr/share/info/", "/locale/", "/usr/share/perl", "/i18n/"].contains(
            where: { text.contains($0) })
        {
            self = .prose
            return
        }
        let ending =
            name.split(separator: ".", omittingEmptySubsequences: false).count > 1
            ? String(name.split(separator: ".").last ?? "") : ""
        self = Self.proseEndings.contains(ending) ? .prose : Self.codeEndings.contains(ending) ? .code : .configuration
    }

    private static let environmentNames = [
        ".env", "dockerfile", "containerfile", "docker-compose", "compose.y", "credentials", "secrets.", ".npmrc",
        ".pypirc", ".envrc",
        ".my.cnf", "my.cnf", "wp-config.php", ".htpasswd", ".netrc", "environment", ".pgpass", "database.yml",
        ".bash_history", ".zsh_history", "application.properties", "application.y", "application-", "bootstrap.y",
        "gradle.properties", "appsettings", ".pg_service.conf", ".databrickscfg", "tomcat-users.xml",
    ]
    private static let environmentEndings = [
        ".env", ".tfvars", ".dockerfile", "credentials.json", "secrets.json", "history",
    ]
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
