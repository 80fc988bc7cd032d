import DockerfileSyntax
import Findings

/// A port for logging in is exposed.
enum ST020: LintRule {
    static var text: RuleText {
        RuleText(
            "ST020", .info, "A port for logging in is exposed",
            why: """
                A server for logins (ssh, telnet, VNC, RDP) in a container is one more program to keep safe. Use `exec` of the engine.
                """,
            example: """
                FROM debian:12
                EXPOSE 22
                """,
            counterExample: """
                FROM debian:12
                EXPOSE 8080
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.matches { instruction in
            guard case .expose(let expose) = instruction.kind else { return nil }
            let port = expose.ports.first { ["22", "23", "3389", "5900"].contains($0.text.prefix { $0 != "/" }) }
            return port.map { LintMatch($0.range) }
        }
    }
}
