import DockerfileSyntax
import Findings

/// Use the JSON form for CMD and ENTRYPOINT.
enum DL3025: LintRule {
    static var text: RuleText {
        RuleText(
            "DL3025", .warning, "Use the JSON form for CMD and ENTRYPOINT",
            why: """
                The other form starts a shell, which gets the signals in the program's place: docker stop waits ten seconds, then \
                kills.
                """,
            example: """
                FROM debian:12
                CMD nginx
                """,
            counterExample: """
                FROM debian:12
                CMD ["nginx"]
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.matches { instruction in
            switch instruction.kind {
            case .cmd(.shell), .entrypoint(.shell): LintMatch(instruction.argumentRange)
            default: nil
            }
        }
    }
}
