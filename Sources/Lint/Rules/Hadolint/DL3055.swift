import DockerfileSyntax
import Findings

/// The value of a label that the schema knows is no hash of git.
enum DL3055: LintRule {
    static var text: RuleText {
        RuleText(
            "DL3055", .warning, "The value of a label that the schema knows is no hash of git",
            why: """
                Says so where `--require-label` or `label-schema` asks for it.
                """,
            example: """
                FROM debian:12
                LABEL author=xyz
                """,
            counterExample: """
                FROM debian:12
                LABEL author=0123abc
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.labels { format, value in
            format == .hash && !LabelValue.isHash(value) ? "is no hash of git" : nil
        }
    }
}
