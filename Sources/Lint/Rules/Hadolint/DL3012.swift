import DockerfileSyntax
import Findings

/// Only one HEALTHCHECK counts.
enum DL3012: LintRule {
    static var text: RuleText {
        RuleText(
            "DL3012", .error, "Only one HEALTHCHECK counts",
            why: """
                Of several HEALTHCHECK instructions in a stage the last one wins, and who reads the first is misled.
                """,
            example: """
                FROM debian:12
                HEALTHCHECK CMD a
                HEALTHCHECK CMD b
                """,
            counterExample: """
                FROM debian:12
                HEALTHCHECK CMD b
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.repeated { if case .healthcheck = $0.kind { true } else { false } }
    }
}
