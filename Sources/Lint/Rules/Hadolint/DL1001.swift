import DockerfileSyntax
import Findings

/// Do not ignore rules by comments.
enum DL1001: LintRule {
    static var text: RuleText {
        RuleText(
            "DL1001", nil, "Do not ignore rules by comments",
            why: """
                A comment that switches a rule off is easily forgotten. The rule is off until it is given a severity.
                """,
            example: """
                # hadolint ignore=DL3006
                FROM debian
                """,
            counterExample: """
                FROM debian:12
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.comments.compactMap { comment in
            guard case .ignore? = Pragma(comment.text) else { return nil }
            return LintMatch(comment.range)
        }
    }
}
