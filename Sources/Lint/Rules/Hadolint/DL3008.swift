import DockerfileSyntax
import Findings

/// Pin versions in apt-get install.
enum DL3008: LintRule {
    static var text: RuleText {
        RuleText(
            "DL3008", .warning, "Pin versions in apt-get install",
            why: """
                The step gives whatever version is newest on the day it runs, and the cache keeps that for who knows how long. A \
                version makes both plain.
                """,
            example: """
                FROM debian:12
                RUN apt-get install -y curl
                """,
            counterExample: """
                FROM debian:12
                RUN apt-get install -y curl=7.88.1-10+deb12u8
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.words("write PACKAGE=VERSION") { command in
            guard command.calls("apt-get", "install") else { return [] }
            return command.operands(without: "t", "target-release").filter { word in
                word.text != "install" && !word.text.contains("=") && !word.text.contains("/")
                    && !word.text.hasSuffix(".deb")
            }
        }
    }
}
