import DockerfileSyntax
import Findings

/// Pin versions in go install.
enum DL3062: LintRule {
    static var text: RuleText {
        RuleText(
            "DL3062", .warning, "Pin versions in go install",
            why: """
                The step gives whatever version is newest on the day it runs, and the cache keeps that for who knows how long. A \
                version makes both plain.
                """,
            example: """
                FROM golang:1.22
                RUN go install example.com/tool@latest
                """,
            counterExample: """
                FROM golang:1.22
                RUN go install example.com/tool@v1.2.3
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.words("write PACKAGE@VERSION") { command in
            guard command.name == "go", let verb = command.operands().first?.text,
                ["install", "get", "run"].contains(verb)
            else {
                return []
            }
            return command.operands(without: "ldflags", "tags", "mod", "modfile", "p", "o", "asmflags", "gcflags")
                .dropFirst().filter { word in
                    let isRemote =
                        word.text.contains(".") && word.text.contains("/") && !word.text.hasPrefix(".")
                        && !word.text.hasPrefix("/")
                    if word.text.hasSuffix("@latest") { return true }
                    return isRemote && !word.text.contains("@") && !word.text.hasSuffix(".go")
                }
        }
    }
}
