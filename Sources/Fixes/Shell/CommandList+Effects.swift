extension CommandList.Command {
    /// Programs of the shell that change what the commands behind them find.
    private static let changers: Set<String> = [
        "cd", "export", "exec", "exit", "trap", "umask", "eval", "source", ".", "alias", "unalias", "unset", "shift",
        "return", "pushd", "popd", "readonly", "declare", "local", "typeset", "ulimit", "shopt", "hash", "wait",
        "break", "continue", "read", "getopts", "enable", "builtin", "command",
    ]

    /// Whether it changes only where the commands behind it find themselves.
    var changesDirectory: Bool { program == "cd" }

    /// Whether the commands behind it may do something else because of it: a variable, an option or the directory.
    var changesShell: Bool {
        // Nothing but assignments.
        if invocation.isEmpty { return true }
        guard let program else { return true }
        if program == "set" { return !isHarmlessSet }
        return Self.changers.contains(program)
    }

    /// `set -ex` and the like: commands behind it end at the same errors, and are shown.
    private var isHarmlessSet: Bool {
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

    static func isAssignment(_ text: String) -> Bool {
        guard let equals = text.firstIndex(of: "="), equals != text.startIndex else { return false }
        let name = text[..<equals]
        return name.utf8.allSatisfy { $0 == 0x5F || $0 < 0x80 && Character(Unicode.Scalar($0)).isLetterOrDigit }
            && name.first?.isNumber == false
    }
}

extension Character {
    fileprivate var isLetterOrDigit: Bool { isASCII && (isLetter || isNumber) }
}
