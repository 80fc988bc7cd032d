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
            if let script = instruction.script {
                let commands = CredentialText.places(in: script).map { file.range($0, in: script) }
                let documents = instruction.instruction.source.hereDocuments.flatMap {
                    CredentialText.places(in: $0, file.text)
                }
                return distinct(commands + documents)
            }
            switch instruction.kind {
            case .copy, .add:
                return distinct(
                    instruction.instruction.source.hereDocuments.flatMap { CredentialText.places(in: $0, file.text) })
            case .cmd, .entrypoint, .healthcheck:
                let source = instruction.instruction.source
                let script = ShellScript(
                    ShellText(source, in: file.text, escape: file.parsed.dockerfile.directives.escape))
                return distinct(CredentialText.places(in: script).map { file.range($0, in: script) })
            default: return []
            }
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
