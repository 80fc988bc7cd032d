import DockerfileSyntax
import Findings

/// Use apt-get or apt-cache instead of apt.
enum DL3027: LintRule {
    static var text: RuleText {
        RuleText(
            "DL3027", .warning, "Use apt-get or apt-cache instead of apt",
            why: """
                apt is made for people at a terminal, and its options and output may change.
                """,
            example: """
                FROM debian:12
                RUN apt show curl
                """,
            counterExample: """
                FROM debian:12
                RUN apt-cache show curl
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.commands { $0.name == "apt" }
    }
}
