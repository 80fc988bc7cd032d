import DockerfileSyntax
import Findings

/// The value of a label that the schema knows is no SPDX license.
enum DL3054: LintRule {
    static var text: RuleText {
        RuleText(
            "DL3054", .warning, "The value of a label that the schema knows is no SPDX license",
            why: """
                Says so where `--require-label` or `label-schema` asks for it.
                """,
            example: """
                FROM debian:12
                LABEL author=mine
                """,
            counterExample: """
                FROM debian:12
                LABEL author=MIT
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.labels { format, value in
            format == .spdx && !LabelValue.isLicense(value) ? "is no SPDX license" : nil
        }
    }
}
