import DockerfileSyntax
import Findings

/// Use the -y switch of dnf install.
enum DL3038: LintRule {
    static var text: RuleText {
        RuleText(
            "DL3038", .warning, "Use the -y switch of dnf install",
            why: """
                Nobody is there to answer the question.
                """,
            example: """
                FROM fedora:40
                RUN dnf install httpd-2.4 && dnf clean all
                """,
            counterExample: """
                FROM fedora:40
                RUN dnf install -y httpd-2.4 && dnf clean all
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.commands { command in
            (command.calls("dnf", "install", "groupinstall", "localinstall")
                || command.calls("microdnf", "install", "groupinstall", "localinstall"))
                && !command.hasFlag("y", "assumeyes")
        }
    }
}
