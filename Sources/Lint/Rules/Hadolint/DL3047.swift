import DockerfileSyntax
import Findings

/// Give wget --progress, or make it quiet.
enum DL3047: LintRule {
    static var text: RuleText {
        RuleText(
            "DL3047", .info, "Give wget --progress, or make it quiet",
            why: """
                Its bar writes a line for every 50 kB into the log of the build.
                """,
            example: """
                FROM debian:12
                RUN wget https://example.com/a
                """,
            counterExample: """
                FROM debian:12
                RUN wget --progress=dot:giga https://example.com/a
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.commands { command in
            command.name == "wget" && !command.has("-nv")
                && !command.hasFlag(
                    "progress", "q", "quiet", "o", "output-file", "a", "append-output", "no-verbose", "version", "help")
        }
    }
}
