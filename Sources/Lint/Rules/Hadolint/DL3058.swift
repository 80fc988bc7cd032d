import DockerfileSyntax
import Findings

/// The value of a label that the schema knows is no address of mail.
enum DL3058: LintRule {
    static var text: RuleText {
        RuleText(
            "DL3058", .warning, "The value of a label that the schema knows is no address of mail",
            why: """
                Says so where `--require-label` or `label-schema` asks for it.
                """,
            example: """
                FROM debian:12
                LABEL author=me
                """,
            counterExample: """
                FROM debian:12
                LABEL author=me@example.com
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.labels { format, value in
            format == .email && !LabelValue.isMail(value) ? "is no address of mail" : nil
        }
    }
}
