import DockerfileSyntax
import Findings

/// Only the last CMD counts.
enum DL4003: LintRule {
    static var text: RuleText {
        RuleText(
            "DL4003", .warning, "Only the last CMD counts",
            why: """
                Who reads the first is misled.
                """,
            example: """
                FROM debian:12
                CMD ["a"]
                CMD ["b"]
                """,
            counterExample: """
                FROM debian:12
                CMD ["b"]
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.repeated { if case .cmd = $0.kind { true } else { false } }
    }
}
