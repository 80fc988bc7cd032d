import DockerfileSyntax
import Findings

/// Only the last ENTRYPOINT counts.
enum DL4004: LintRule {
    static var text: RuleText {
        RuleText(
            "DL4004", .error, "Only the last ENTRYPOINT counts",
            why: """
                Who reads the first is misled.
                """,
            example: """
                FROM debian:12
                ENTRYPOINT ["a"]
                ENTRYPOINT ["b"]
                """,
            counterExample: """
                FROM debian:12
                ENTRYPOINT ["b"]
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.repeated { if case .entrypoint = $0.kind { true } else { false } }
    }
}
