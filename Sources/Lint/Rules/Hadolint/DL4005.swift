import DockerfileSyntax
import Findings

/// Use SHELL to change the shell.
enum DL4005: LintRule {
    static var text: RuleText {
        RuleText(
            "DL4005", .warning, "Use SHELL to change the shell",
            why: """
                Another /bin/sh changes what every script of the image means.
                """,
            example: """
                FROM debian:12
                RUN ln -sf /bin/bash /bin/sh
                """,
            counterExample: """
                FROM debian:12
                SHELL ["/bin/bash", "-c"]
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.commands { $0.calls("ln", "/bin/sh") }
    }
}
