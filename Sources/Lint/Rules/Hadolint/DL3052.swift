import DockerfileSyntax
import Findings

/// The value of a label that the schema knows is no address.
enum DL3052: LintRule {
    static var text: RuleText {
        RuleText(
            "DL3052", .warning, "The value of a label that the schema knows is no address",
            why: """
                Says so where `--require-label` or `label-schema` asks for it.
                """,
            example: """
                FROM debian:12
                LABEL author=here
                """,
            counterExample: """
                FROM debian:12
                LABEL author=https://example.com
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.labels { format, value in
            format == .url && !LabelValue.isAddress(value) ? "is no address" : nil
        }
    }
}
