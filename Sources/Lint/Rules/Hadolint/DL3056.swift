import DockerfileSyntax
import Findings

/// The value of a label that the schema knows is no semantic version.
enum DL3056: LintRule {
    static var text: RuleText {
        RuleText(
            "DL3056", .warning, "The value of a label that the schema knows is no semantic version",
            why: """
                Says so where `--require-label` or `label-schema` asks for it.
                """,
            example: """
                FROM debian:12
                LABEL author=one
                """,
            counterExample: """
                FROM debian:12
                LABEL author=1.2.3
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.labels { format, value in
            format == .semver && !LabelValue.isVersion(value) ? "is no semantic version" : nil
        }
    }
}
