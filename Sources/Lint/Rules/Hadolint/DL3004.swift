import DockerfileSyntax
import Findings

/// Do not use sudo.
enum DL3004: LintRule {
    static var text: RuleText {
        RuleText(
            "DL3004", .error, "Do not use sudo",
            why: """
                Steps run as root already unless USER says otherwise; sudo adds a program with all rights to the image, and drops \
                signals and variables.
                """,
            example: """
                FROM debian:12
                RUN sudo apt-get update
                """,
            counterExample: """
                FROM debian:12
                RUN apt-get update
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.commands { $0.name == "sudo" }
    }
}
