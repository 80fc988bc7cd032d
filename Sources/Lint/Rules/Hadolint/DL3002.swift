import DockerfileSyntax
import Findings

/// The last USER should not be root.
enum DL3002: LintRule {
    static var text: RuleText {
        RuleText(
            "DL3002", .warning, "The last USER should not be root",
            why: """
                Who breaks out of a process that is root in the container is closer to being root outside. Switch to root for the \
                steps that need it, and back again.
                """,
            example: """
                FROM debian:12
                USER root
                """,
            counterExample: """
                FROM debian:12
                USER root
                RUN apt-get update
                USER 1000
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.stages.compactMap { stage in
            let users = stage.own.compactMap { instruction -> ShellWord? in
                if case .user(let user) = instruction.kind { user } else { nil }
            }
            guard let last = users.last else { return nil }
            let name = last.text.trimmingQuotes.prefix { $0 != ":" }
            return name == "root" || name == "0" ? LintMatch(last.range) : nil
        }
    }
}
