import DockerfileSyntax
import Findings

/// All packages are upgraded.
enum ST022: LintRule {
    static var text: RuleText {
        RuleText(
            "ST022", .warning, "All packages are upgraded",
            why: """
                What the base image has lies in the image twice then, and what comes depends on the day. Take a newer base image.
                """,
            example: """
                FROM debian:12
                RUN apt-get update && apt-get -y dist-upgrade
                """,
            counterExample: """
                FROM debian:12.6
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.commands { command in
            command.calls("apt-get", "upgrade", "dist-upgrade", "full-upgrade")
                || command.calls("apt", "upgrade", "full-upgrade")
                || command.calls("apk", "upgrade")
                || ["yum", "dnf", "microdnf"].contains(command.name)
                    && ["update", "upgrade"].contains(command.operands().first?.text)
                    && command.operands().count == 1
        }
    }
}
