import DockerfileSyntax
import Findings

/// A secret stands in the text of an instruction.
enum ST005: LintRule {
    static var text: RuleText {
        RuleText(
            "ST005", .error, "A secret stands in the text of an instruction",
            why: """
                The text of every RUN is part of the image's history, and what it writes is part of a layer, whatever a later one \
                removes.
                """,
            example: """
                FROM debian:12
                RUN export API_KEY=secret123 && ./fetch
                """,
            counterExample: """
                FROM debian:12
                RUN --mount=type=secret,id=api,env=API_KEY ./fetch
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.instructions.flatMap { instruction -> [LintMatch] in
            let source = instruction.instruction.source
            switch instruction.kind {
            case .arg, .env, .label, .onbuild: return []
            default:
                let named = named(in: instruction, file)
                // What is known by its form may be a part of what is known by its name.
                let formed = file.secrets.places(in: source.range, of: file.text).filter { place in
                    !named.contains { $0.start < place.end && place.start < $0.end }
                }
                return distinct(named + formed)
            }
        }
    }

    /// Values of names that say what they are.
    private static func named(in instruction: LintInstruction, _ file: LintFile) -> [SourceRange] {
        let source = instruction.instruction.source
        let documents = source.hereDocuments.flatMap { CredentialText.places(in: $0, file.text) }
        if let script = instruction.script {
            return CredentialText.places(in: script).map { file.range($0, in: script) } + documents
        }
        switch instruction.kind {
        case .cmd, .entrypoint, .healthcheck:
            let script = ShellScript(
                ShellText(source, in: file.text, escape: file.parsed.dockerfile.directives.escape))
            return CredentialText.places(in: script).map { file.range($0, in: script) }
        default: return documents
        }
    }

    private static func distinct(_ ranges: [SourceRange]) -> [LintMatch] {
        var ends = -1
        return ranges.sorted { $0.start < $1.start }.compactMap { range in
            guard range.start.offset >= ends else { return nil }
            ends = range.end.offset
            return LintMatch(range, hint: "use RUN --mount=type=secret")
        }
    }
}
