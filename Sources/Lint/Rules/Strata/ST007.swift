import DockerfileSyntax
import Findings

/// sudo is made to ask for no password.
enum ST007: LintRule {
    static var text: RuleText {
        RuleText(
            "ST007", .warning, "sudo is made to ask for no password",
            why: """
                Whatever gets into the container is root at once. Change users by USER, or with a tool that gives rights up (gosu, \
                su-exec, setpriv).
                """,
            example: """
                FROM debian:12
                RUN echo 'app ALL=(ALL) NOPASSWD: ALL' >> /etc/sudoers
                """,
            counterExample: """
                FROM debian:12
                USER 1000
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.runs.flatMap { run -> [LintMatch] in
            run.script.commands.flatMap { command in
                command.words.filter { $0.simplified.contains("NOPASSWD") }.map {
                    LintMatch(file.range($0.range, in: run.script))
                }
            }
        }
    }
}
