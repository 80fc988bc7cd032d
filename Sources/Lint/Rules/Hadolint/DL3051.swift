import DockerfileSyntax
import Findings

/// The value of a label that the schema knows is empty.
enum DL3051: LintRule {
    static var text: RuleText {
        RuleText(
            "DL3051", .warning, "The value of a label that the schema knows is empty",
            why: """
                Says so where `--require-label` or `label-schema` asks for it.
                """,
            example: """
                FROM debian:12
                LABEL author=""
                """,
            counterExample: """
                FROM debian:12
                LABEL author=me
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.labels { _, value in value.isEmpty ? "is empty" : nil }
    }
}
