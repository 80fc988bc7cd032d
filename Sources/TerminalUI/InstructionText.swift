/// Instructions, as an image's history has them, for people to read.
///
/// BuildKit writes `RUN |1 A=b /bin/sh -c make # buildkit`, docker's classic builder, buildah and podman `|1 A=b /bin/sh -c make` and
/// `/bin/sh -c #(nop) ENV A=b`. What is the same in most entries says nothing, and values of build arguments hide the command.
public enum InstructionText {
    /// The instruction without the shell, the values of build arguments, and the builder's mark.
    public static func short(_ text: String) -> String {
        var result = text[...]
        for suffix in [" # buildkit", "\n# buildkit"] where result.hasSuffix(suffix) {
            result = result.dropLast(suffix.count)
        }
        let isRun = result.hasPrefix("RUN ")
        let command = isRun ? result.dropFirst(4) : result
        let bare = withoutArguments(command)
        let shell = "/bin/sh -c "
        guard bare.hasPrefix(shell) else {
            return isRun || bare.startIndex != command.startIndex ? "RUN " + bare : String(result)
        }
        let rest = bare.dropFirst(shell.count)
        if rest.hasPrefix("#(nop) ") { return String(rest.dropFirst(7).drop { $0 == " " }) }
        return "RUN " + rest.drop { $0 == " " }
    }

    /// In one line.
    public static func line(_ text: String) -> String {
        short(text).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// What stands behind `|2 A=b C=d `. A value may have blanks: where a shell is called, the command begins with that.
    private static func withoutArguments(_ command: Substring) -> Substring {
        guard command.first == "|", let count = Int(command.dropFirst().prefix { $0.isASCII && $0.isNumber }) else {
            return command
        }
        var words = command.split(separator: " ").dropFirst()
        // Each value is one word at least.
        guard words.count > count, count >= 0 else { return command }
        words = words.dropFirst(count)
        let shell = words.indices.dropLast().first { isShell(words[$0]) && words[$0 + 1].hasPrefix("-") }
        return command[words[shell ?? words.startIndex].startIndex...]
    }

    private static func isShell(_ word: Substring) -> Bool { word.hasPrefix("/") && word.hasSuffix("sh") }
}
