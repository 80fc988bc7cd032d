import DockerfileSyntax
import Findings

/// Use the -y switch of apt-get install.
enum DL3014: LintRule {
    static var text: RuleText {
        RuleText(
            "DL3014", .warning, "Use the -y switch of apt-get install",
            why: """
                Nobody is there to answer the question; the build waits, or fails.
                """,
            example: """
                FROM debian:12
                RUN apt-get install curl=7
                """,
            counterExample: """
                FROM debian:12
                RUN apt-get install -y curl=7
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.commands { command in
            command.calls("apt-get", "install") && !command.hasFlag("y", "yes", "q", "assume-yes")
        }
    }
}
