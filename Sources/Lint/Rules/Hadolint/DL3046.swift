import DockerfileSyntax
import Findings

/// useradd with a high UID needs --no-log-init.
enum DL3046: LintRule {
    static var text: RuleText {
        RuleText(
            "DL3046", .warning, "useradd with a high UID needs --no-log-init",
            why: """
                useradd writes a record for every number below it into /var/log/lastlog and faillog: a file of many gigabytes, sparse \
                on disk and not so in a layer.
                """,
            example: """
                FROM debian:12
                RUN useradd -u 123456 app
                """,
            counterExample: """
                FROM debian:12
                RUN useradd --no-log-init -u 123456 app
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.commands { command in
            guard command.name == "useradd", !command.hasFlag("l", "no-log-init") else { return false }
            let attached = command.texts.filter { $0.hasPrefix("--uid=") }.map { String($0.dropFirst(6)) }
            return (command.values(of: "u", "uid").map(\.text) + attached).contains {
                $0.count > 5 && !$0.hasPrefix("-")
            }
        }
    }
}
