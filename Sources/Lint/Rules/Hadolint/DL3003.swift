import DockerfileSyntax
import Findings

/// Use WORKDIR to switch to a directory.
enum DL3003: LintRule {
    static var text: RuleText {
        RuleText(
            "DL3003", .warning, "Use WORKDIR to switch to a directory",
            why: """
                A `cd` holds for its own RUN only. WORKDIR holds from there on, and the image's history says it.
                """,
            example: """
                FROM debian:12
                RUN cd /app && make
                """,
            counterExample: """
                FROM debian:12
                WORKDIR /app
                RUN make
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.commands(triggers: false) { $0.name == "cd" }
    }
}
