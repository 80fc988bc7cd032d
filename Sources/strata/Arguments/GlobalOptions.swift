import DockerfileSyntax
import SystemPackage

/// The options that stand before the command's name.
struct GlobalOptions: Sendable {
    /// What help and manual page say of one of them.
    struct Documentation: Sendable {
        let short: String?
        let long: String
        let valueName: String?
        let summary: String

        /// `-D, --debug`, with room for the letter where there is none.
        var spelled: String {
            (short.map { "-\($0), " } ?? "    ") + "--" + long + (valueName.map { " " + $0 } ?? "")
        }
    }

    static let documentation = [
        Documentation(
            short: "D", long: "debug", valueName: nil,
            summary: "Say on standard error what is looked up, started and decided, and how long it takes."),
        Documentation(
            short: nil, long: "root", valueName: "dir",
            summary: "The store (default: $STRATA_ROOT, or /var/lib/strata)."),
        Documentation(short: "v", long: "version", valueName: nil, summary: "Print the version and quit."),
    ]

    /// `--root DIR`: the store, instead of `$STRATA_ROOT`.
    var root: FilePath?
    /// `--debug`, `-D`.
    var isDebugging: Bool?
    /// `--version`, `-v`.
    var showsVersion = false

    /// Takes the options off the front of `words`.
    mutating func read(from words: inout ArraySlice<String>) throws(UsageError) {
        while let word = words.first, word.hasPrefix("-"), word.count > 1 {
            let (name, value) = Self.split(word)
            switch name {
            case "--version", "-v": showsVersion = true
            case "--debug", "-D":
                guard let truth = value.map(GoBoolean.parse) ?? true else {
                    throw UsageError("\(word): the value is true or false", hint: "leave it out for true")
                }
                isDebugging = truth
            case "--root":
                if value == nil { words.removeFirst() }
                guard let directory = value ?? words.first, !directory.isEmpty else {
                    throw UsageError("--root needs a directory", hint: "write --root /path/to/store before the command")
                }
                root = FilePath(directory)
            case "--host", "-H", "--context", "-c", "--tls", "--tlsverify":
                throw UsageError(
                    "\(name): there is no daemon to choose",
                    hint: "leave it out; --root or $STRATA_ROOT choose the store")
            default: return
            }
            words.removeFirst()
        }
    }

    private static func split(_ word: String) -> (name: String, value: String?) {
        guard word.hasPrefix("--"), let equals = word.firstIndex(of: "=") else { return (word, nil) }
        return (String(word[..<equals]), String(word[word.index(after: equals)...]))
    }
}

/// A command line that cannot be understood.
struct UsageError: Error {
    /// What is wrong with it.
    let message: String
    /// What to write instead.
    let hint: String?

    init(_ message: String, hint: String? = nil) {
        self.message = message
        self.hint = hint
    }
}
