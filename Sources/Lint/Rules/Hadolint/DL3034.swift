import DockerfileSyntax
import Findings

/// Use the -y switch of zypper.
enum DL3034: LintRule {
    static var text: RuleText {
        RuleText(
            "DL3034", .warning, "Use the -y switch of zypper",
            why: """
                Nobody is there to answer the question.
                """,
            example: """
                FROM opensuse/leap:15
                RUN zypper install httpd=2 && zypper clean
                """,
            counterExample: """
                FROM opensuse/leap:15
                RUN zypper install -y httpd=2 && zypper clean
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.commands { command in
            command.calls("zypper", "install", "in", "remove", "rm", "source-install", "si", "patch")
                && !command.hasFlag("no-confirm", "y", "non-interactive", "n")
        }
    }
}
