import DockerfileSyntax
import Findings

/// Some commands make no sense in a container: ssh, vim, shutdown, service, ps, free, top, kill, mount.
enum DL3001: LintRule {
    static var text: RuleText {
        RuleText(
            "DL3001", .info,
            "Some commands make no sense in a container: ssh, vim, shutdown, service, ps, free, top, kill, mount",
            why: """
                They manage a whole machine, or need somebody at a terminal. A build step has neither.
                """,
            example: """
                FROM debian:12
                RUN service nginx start
                """,
            counterExample: """
                FROM debian:12
                CMD ["nginx", "-g", "daemon off;"]
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.commands { command in
            ["free", "kill", "mount", "ps", "service", "shutdown", "ssh", "top", "vim"].contains(command.name)
        }
    }
}
