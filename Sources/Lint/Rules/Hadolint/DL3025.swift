import DockerfileSyntax
import Findings

/// Use the JSON form for CMD, ENTRYPOINT and HEALTHCHECK.
enum DL3025: LintRule {
    static var text: RuleText {
        RuleText(
            "DL3025", .warning, "Use the JSON form for CMD, ENTRYPOINT and HEALTHCHECK",
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
            case .cmd(.shell), .entrypoint(.shell): return LintMatch(instruction.argumentRange)
            case .healthcheck(.command(let check)):
                // What needs a shell, as in `curl … || exit 1`, cannot be written otherwise.
                guard case .shell(let text) = check.command, ShellScript(text).plainList?.count == 1 else { return nil }
                return LintMatch(instruction.argumentRange)
            default: return nil
            }
        }
    }
}
