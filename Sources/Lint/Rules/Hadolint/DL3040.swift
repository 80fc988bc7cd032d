import DockerfileSyntax
import Findings

/// Follow dnf install by dnf clean all.
enum DL3040: LintRule {
    static var text: RuleText {
        RuleText(
            "DL3040", .warning, "Follow dnf install by dnf clean all",
            why: """
                The cache of packages and lists stays in the layer else.
                """,
            example: """
                FROM fedora:40
                RUN dnf install -y httpd-2.4
                """,
            counterExample: """
                FROM fedora:40
                RUN dnf install -y httpd-2.4 && dnf clean all
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.missing(after: fetches, in: "/var/cache") { command in
            command.calls("dnf", "clean") || command.calls("microdnf", "clean") || command.removes("/var/cache/yum")
                || command.removes("/var/cache/dnf") || command.removes("/var/cache/libdnf5")
        }
    }

    private static func fetches(_ command: CommandLine) -> Bool {
        ["dnf", "microdnf"].contains { command.calls($0, "install", "reinstall", "upgrade", "update") }
    }
}
