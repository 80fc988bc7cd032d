extension CommandList.Command {
    /// Programs of the shell that change what the commands behind them find.
    private static let changers: Set<String> = [
        "cd", "export", "exec", "exit", "trap", "umask", "eval", "source", ".", "alias", "unalias", "unset", "shift",
        "return", "pushd", "popd", "readonly", "declare", "local", "typeset", "ulimit", "shopt", "hash", "wait",
        "break", "continue", "read", "getopts", "enable", "builtin", "command",
        "let", "mapfile", "readarray",
    ]

    /// Whether it changes only where the commands behind it find themselves.
    var changesDirectory: Bool { program == "cd" }

    /// Whether the commands behind it may do something else because of it: a variable, an option or the directory.
    var changesShell: Bool {
        // Nothing but assignments; or `${NAME:=value}`.
        if invocation.isEmpty || words.contains(where: { $0.text.contains(":=") }) { return true }
        guard let program else { return true }
        if program == "set" { return !isHarmlessSet }
        return Self.changers.contains(program)
    }

    /// `set -ex` and the like: commands behind it end at the same errors, and are shown.
    var isHarmlessSet: Bool {
        guard program == "set" else { return false }
        var isName = false
        for word in arguments {
            let text = word.text
            if isName {
                guard ["pipefail", "errexit", "xtrace", "nounset"].contains(text) else { return false }
                isName = false
            } else {
                guard text.hasPrefix("-"), text.dropFirst().allSatisfy({ "euxo".contains($0) }) else { return false }
                isName = text.hasSuffix("o")
            }
        }
        return !arguments.isEmpty && !isName
    }
}
