import DockerfileSyntax
import Findings

/// Use a cache mount for pnpm.
enum DL3075: LintRule {
    static var text: RuleText {
        RuleText(
            "DL3075", .info, "Use a cache mount for pnpm",
            why: """
                pnpm keeps every file of every package in its store, and fetches them again whenever the layer is made again.
                """,
            example: """
                FROM node:22
                RUN pnpm install
                """,
            counterExample: """
                FROM node:22
                RUN --mount=type=cache,target=/root/.local/share/pnpm/store pnpm install
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.commands(withoutMountOf: ["pnpm"], "/root/.local/share/pnpm/store") { command in
            command.calls("pnpm", "install", "i", "add", "fetch")
        }
    }
}
