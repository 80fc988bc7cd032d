import DockerfileSyntax
import Findings

/// Use a cache mount for Mix.
enum DL3076: LintRule {
    static var text: RuleText {
        RuleText(
            "DL3076", .info, "Use a cache mount for Mix",
            why: """
                Mix keeps packages of Hex in a directory of its own, and fetches them again whenever the layer is made again.
                """,
            example: """
                FROM elixir:1.17
                RUN mix deps.get
                """,
            counterExample: """
                FROM elixir:1.17
                RUN --mount=type=cache,target=/root/.hex mix deps.get
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.commands(withoutMountOf: [".hex", ".mix"], "/root/.hex") { command in
            command.calls("mix", "deps.get", "deps.compile", "compile")
        }
    }
}
