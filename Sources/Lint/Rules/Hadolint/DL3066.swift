import DockerfileSyntax
import Findings

/// USER should be a number.
enum DL3066: LintRule {
    static var text: RuleText {
        RuleText(
            "DL3066", .info, "USER should be a number",
            why: """
                A host that has to know whether a container runs as root (`runAsNonRoot`) cannot look a name up.
                """,
            example: """
                FROM debian:12
                USER app
                """,
            counterExample: """
                FROM debian:12
                USER 1000
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.matches { instruction in
            guard case .user(let user) = instruction.kind else { return nil }
            let name = user.text.trimmingQuotes.prefix { $0 != ":" }
            return name.allSatisfy(\.isNumber) ? nil : LintMatch(user.range)
        }
    }
}
