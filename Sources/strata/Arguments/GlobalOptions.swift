import SystemPackage

/// The options that stand before the command's name.
struct GlobalOptions: Sendable {
    /// `--root DIR`: the store, instead of `$STRATA_ROOT`.
    var root: FilePath?
    /// `--version`, `-v`.
    var showsVersion = false

    /// Takes the options off the front of `words`.
    mutating func read(from words: inout ArraySlice<String>) throws(UsageError) {
        while let word = words.first, word.hasPrefix("-"), word.count > 1 {
            if word == "--version" || word == "-v" {
                showsVersion = true
            } else if word == "--root" {
                guard words.count > 1 else { throw UsageError("--root needs a directory") }
                words.removeFirst()
                root = words.first.map { FilePath($0) }
            } else if word.hasPrefix("--root=") {
                root = FilePath(String(word.dropFirst(7)))
            } else {
                return
            }
            words.removeFirst()
        }
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
