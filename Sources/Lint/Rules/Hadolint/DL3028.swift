import DockerfileSyntax
import Findings

/// Pin versions in gem install.
enum DL3028: LintRule {
    static var text: RuleText {
        RuleText(
            "DL3028", .warning, "Pin versions in gem install",
            why: """
                The step gives whatever version is newest on the day it runs, and the cache keeps that for who knows how long. A \
                version makes both plain.
                """,
            example: """
                FROM ruby:3.3
                RUN gem install rails
                """,
            counterExample: """
                FROM ruby:3.3
                RUN gem install rails:7.1.3
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.words("write GEM:VERSION") { command in
            guard command.calls("gem", "install", "i"), !command.has("-v", "--version"),
                !command.texts.contains(where: { $0.hasPrefix("--version=") })
            else { return [] }
            let operands = command.operands().prefix { $0.text != "--" }
            return operands.filter { $0.text != "install" && $0.text != "i" && !$0.text.contains(":") }
        }
    }
}
