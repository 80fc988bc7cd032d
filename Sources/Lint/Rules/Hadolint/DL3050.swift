import DockerfileSyntax
import Findings

/// A label that the schema does not know.
enum DL3050: LintRule {
    static var text: RuleText {
        RuleText(
            "DL3050", .info, "A label that the schema does not know",
            why: """
                Says so where `--require-label` or `label-schema` asks for it. With `--strict-labels` no other label may be there.
                """,
            example: """
                FROM debian:12
                LABEL author=me other=1
                """,
            counterExample: """
                FROM debian:12
                LABEL author=me
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        guard file.options.hasStrictLabels else { return [] }
        return file.matches { instruction in
            guard case .label(let label) = instruction.kind else { return nil }
            let wrong = label.pairs.first { file.options.labelSchema[$0.key.text.trimmingQuotes] == nil }
            return wrong.map { LintMatch($0.key.range, "the label \($0.key.text) is not in the schema") }
        }
    }
}
