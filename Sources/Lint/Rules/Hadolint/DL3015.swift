import DockerfileSyntax
import Findings

/// Avoid additional packages by --no-install-recommends.
enum DL3015: LintRule {
    static var text: RuleText {
        RuleText(
            "DL3015", .info, "Avoid additional packages by --no-install-recommends",
            why: """
                apt installs what a package recommends, too: often more than the package itself, and seldom needed in an image.
                """,
            example: """
                FROM debian:12
                RUN apt-get install -y curl=7
                """,
            counterExample: """
                FROM debian:12
                RUN apt-get install -y --no-install-recommends curl=7
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.commands { command in
            command.calls("apt-get", "install") && !command.hasFlag("no-install-recommends")
                && !command.texts.contains {
                    $0.hasSuffix("APT::Install-Recommends=false") || $0.hasSuffix("APT::Install-Recommends=0")
                }
        }
    }
}
