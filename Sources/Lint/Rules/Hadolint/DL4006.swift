import DockerfileSyntax
import Findings

/// Set pipefail before a RUN with a pipe.
enum DL4006: LintRule {
    static var text: RuleText {
        RuleText(
            "DL4006", .warning, "Set pipefail before a RUN with a pipe",
            why: """
                The step succeeds if the last command of the pipe does: a download that fails half way goes unseen.
                """,
            example: """
                FROM debian:12
                RUN curl https://a/b | tar -x
                """,
            counterExample: """
                FROM debian:12
                SHELL ["/bin/bash", "-o", "pipefail", "-c"]
                RUN curl https://a/b | tar -x
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.stages.flatMap { stage -> [LintMatch] in
            var isSafe = file.isForeignShell(of: stage)
            var found: [LintMatch] = []
            for instruction in stage.own {
                if case .shell(let words) = instruction.kind { isSafe = setsPipefail(words) }
                guard !isSafe, let script = instruction.script else { continue }
                guard let pipeline = script.pipelines.first(where: { $0.commands.count > 1 }) else { continue }
                if startsWithPipefail(script) { continue }
                let range =
                    pipeline.commands[0].range
                    .lowerBound..<pipeline.commands[pipeline.commands.count - 1].range.upperBound
                found.append(LintMatch(file.range(range, in: script)))
            }
            return found
        }
    }

    private static func setsPipefail(_ words: [String]) -> Bool {
        let program = words.first?.split { $0 == "/" || $0 == "\\" }.last.map { $0.lowercased() } ?? ""
        if ForeignShell.isOne(program) { return true }
        return ["bash", "zsh", "ash"].contains(program) && words.contains("pipefail")
            && words.contains { $0.hasPrefix("-") && $0.contains("o") }
    }

    /// `set -o pipefail` and the like before all pipes.
    private static func startsWithPipefail(_ script: ShellScript) -> Bool {
        guard let first = script.commands.first.flatMap({ CommandLine($0) }) else { return false }
        return first.name == "set" && first.has("pipefail")
    }
}
