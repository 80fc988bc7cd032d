import DockerfileSyntax
import Findings

/// Pin versions in zypper install.
enum DL3037: LintRule {
    static var text: RuleText {
        RuleText(
            "DL3037", .warning, "Pin versions in zypper install",
            why: """
                The step gives whatever version is newest on the day it runs, and the cache keeps that for who knows how long. A \
                version makes both plain.
                """,
            example: """
                FROM opensuse/leap:15
                RUN zypper install -y httpd && zypper clean
                """,
            counterExample: """
                FROM opensuse/leap:15
                RUN zypper install -y httpd=2.4 && zypper clean
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.words("write PACKAGE=VERSION") { command in
            guard command.calls("zypper", "install", "in") else { return [] }
            return command.operands().filter { word in
                word.text != "install" && word.text != "in" && !word.text.hasSuffix(".rpm")
                    && !word.text.contains { $0 == "=" || $0 == "<" || $0 == ">" }
            }
        }
    }
}
