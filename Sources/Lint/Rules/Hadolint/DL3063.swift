import DockerfileSyntax
import Findings

/// A USER should be named.
enum DL3063: LintRule {
    static var text: RuleText {
        RuleText(
            "DL3063", nil, "A USER should be named",
            why: """
                Without one the container runs as the base image says, mostly as root. The rule is off until it is given a severity; \
                ST001 looks closer.
                """,
            example: """
                FROM debian:12
                """,
            counterExample: """
                FROM debian:12
                USER 1000
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        guard let last = file.stages.last else { return [] }
        let hasUser = file.instructions.contains { if case .user = $0.kind { true } else { false } }
        return hasUser ? [] : [LintMatch(last.stage.range)]
    }
}
