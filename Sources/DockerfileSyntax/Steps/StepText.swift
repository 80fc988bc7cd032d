/// Steps as BuildKit prints them while it builds.
public enum StepText {
    /// The text of a step: the instruction as written on one line, keyword in capitals, variables replaced.
    ///
    /// In a `RUN`, variables that are not set and quotes stay as they are written, and a command that is a single
    /// here-document is followed by its first line. In other instructions variables that are not set vanish. Text that
    /// cannot be expanded is printed as it is written. Variables that hold a secret mounted by the same `RUN` are
    /// masked.
    public static func progress(of instruction: Instruction, with lookup: VariableLookup) -> String {
        let source = instruction.source
        guard case .run(let run) = instruction.kind else {
            return capitalized(expanded(source.originalText, ShellLexer(escape: source.keyword.escape), lookup))
        }
        var text = source.originalText
        if let first = source.hereDocuments.first, HereDocumentMarker(source.arguments.text) != nil {
            text += " (\(summary(of: first.rawText)))"
        }
        var lexer = ShellLexer(escape: source.keyword.escape)
        lexer.keepsQuotes = true
        lexer.keepsUnset = true
        let secrets = secretNames(run)
        return capitalized(expanded(text, lexer) { secrets.contains($0) ? "****" : lookup($0) })
    }

    /// The first line of a here-document, with dots where there are more.
    public static func summary(of text: String) -> String {
        let lines = text.trimmingSpace.split(separator: "\n", omittingEmptySubsequences: false)
        var first = lines.first.map(String.init) ?? ""
        if first.unicodeScalars.last == "\r" { first.unicodeScalars.removeLast() }
        return lines.count > 1 ? first + "..." : first
    }

    private static func expanded(_ text: String, _ lexer: ShellLexer, _ lookup: VariableLookup) -> String {
        (try? lexer.process(text, with: lookup).text) ?? text
    }

    private static func capitalized(_ text: String) -> String {
        let head = text.prefix { $0 != " " }
        return head.uppercased() + text.dropFirst(head.count)
    }

    /// Names of the environment variables that hold secrets.
    private static func secretNames(_ run: RunInstruction) -> Set<String> {
        var names: Set<String> = []
        for mount in run.mounts where mount.fields.contains(where: { $0.key == "type" && $0.value?.text == "secret" }) {
            names.formUnion(mount.fields.filter { $0.key == "env" }.compactMap { $0.value?.text })
        }
        return names
    }
}
