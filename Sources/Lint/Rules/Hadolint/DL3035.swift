import DockerfileSyntax
import Findings

/// Do not use zypper dist-upgrade.
enum DL3035: LintRule {
    static var text: RuleText {
        RuleText(
            "DL3035", .warning, "Do not use zypper dist-upgrade",
            why: """
                Take a newer base image instead: all that is upgraded lies in the image twice.
                """,
            example: """
                FROM opensuse/leap:15
                RUN zypper dup
                """,
            counterExample: """
                FROM opensuse/leap:15.6
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.commands { $0.calls("zypper", "dist-upgrade", "dup") }
    }
}
