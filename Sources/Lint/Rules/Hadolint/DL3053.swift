import DockerfileSyntax
import Findings

/// The value of a label that the schema knows is no time of RFC 3339.
enum DL3053: LintRule {
    static var text: RuleText {
        RuleText(
            "DL3053", .warning, "The value of a label that the schema knows is no time of RFC 3339",
            why: """
                Says so where `--require-label` or `label-schema` asks for it.
                """,
            example: """
                FROM debian:12
                LABEL author=today
                """,
            counterExample: """
                FROM debian:12
                LABEL author=2024-01-02T03:04:05Z
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.labels { format, value in
            format == .rfc3339 && !LabelValue.isTime(value) ? "is no time of RFC 3339" : nil
        }
    }
}
