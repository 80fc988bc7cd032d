import DockerfileSyntax
import Findings

/// Pin versions in apk add.
enum DL3018: LintRule {
    static var text: RuleText {
        RuleText(
            "DL3018", .warning, "Pin versions in apk add",
            why: """
                The step gives whatever version is newest on the day it runs, and the cache keeps that for who knows how long. A \
                version makes both plain.
                """,
            example: """
                FROM alpine:3.20
                RUN apk add --no-cache curl
                """,
            counterExample: """
                FROM alpine:3.20
                RUN apk add --no-cache curl=8.9.0-r0
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.words("write PACKAGE=VERSION") { command in
            guard command.calls("apk", "add") else { return [] }
            return command.operands(without: "t", "virtual", "repository", "X").filter { word in
                word.text != "add" && !word.text.contains("=") && !word.text.contains("~")
                    && !word.text.hasSuffix(".apk")
            }
        }
    }
}
