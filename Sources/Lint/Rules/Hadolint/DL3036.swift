import DockerfileSyntax
import Findings

/// Follow zypper install by zypper clean.
enum DL3036: LintRule {
    static var text: RuleText {
        RuleText(
            "DL3036", .warning, "Follow zypper install by zypper clean",
            why: """
                The cache stays in the layer else.
                """,
            example: """
                FROM opensuse/leap:15
                RUN zypper install -y httpd=2
                """,
            counterExample: """
                FROM opensuse/leap:15
                RUN zypper install -y httpd=2 && zypper clean
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.missing(after: { $0.calls("zypper", "install", "in") }, in: "/var/cache/zypp") { command in
            command.calls("zypper", "clean", "cc") || command.removes("/var/cache/zypp")
        }
    }
}
