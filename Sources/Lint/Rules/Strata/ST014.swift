import DockerfileSyntax
import Findings

/// apt-get update stands in a RUN of its own.
enum ST014: LintRule {
    static var text: RuleText {
        RuleText(
            "ST014", .warning, "apt-get update stands in a RUN of its own",
            why: """
                Its layer stays in the cache while the mirrors move on: the install behind it then asks for files that are gone. Join \
                both.
                """,
            example: """
                FROM debian:12
                RUN apt-get update
                RUN apt-get install -y curl=7
                """,
            counterExample: """
                FROM debian:12
                RUN apt-get update && apt-get install -y curl=7 && rm -rf /var/lib/apt/lists/*
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.runs.compactMap { run in
            guard
                let update = run.commands.lastIndex(where: {
                    ["apt-get", "apt", "aptitude"].contains($0.baseName) && $0.has("update")
                })
            else { return nil }
            let isUsed = run.commands[update...].dropFirst().contains { command in
                !["rm", "echo", "true", "cd", "set", "apt-mark"].contains(command.baseName)
            }
            return isUsed
                ? nil
                : LintMatch(
                    run.range(of: run.commands[update], in: file),
                    hint: "write apt-get update && apt-get install in one RUN")
        }
    }
}
