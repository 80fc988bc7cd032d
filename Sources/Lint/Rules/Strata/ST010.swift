import DockerfileSyntax
import Findings

/// What is removed here stays in a layer below.
enum ST010: LintRule {
    static var text: RuleText {
        RuleText(
            "ST010", .warning, "What is removed here stays in a layer below",
            why: """
                A layer that removes a file hides it; its bytes stay in the layer that made it. Remove it in the RUN that made it, do \
                not copy it, or use a mount.
                """,
            example: """
                FROM debian:12
                RUN apt-get update && apt-get install -y gcc=4
                RUN rm -rf /var/lib/apt/lists/*
                """,
            counterExample: """
                FROM debian:12
                RUN apt-get update && apt-get install -y gcc=4 && rm -rf /var/lib/apt/lists/*
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.stages.flatMap { stage -> [LintMatch] in
            var made = MadePaths()
            var found: [LintMatch] = []
            let runs = RunsByPlace(file.runs(of: stage))
            for instruction in stage.own {
                if case .workdir(let path) = instruction.kind { made.workdir = path.text.trimmingQuotes }
                if let run = runs[instruction] {
                    for command in run.commands {
                        guard let path = made.removed(by: command, mounts: run.unkeptTargets) else { continue }
                        found.append(
                            LintMatch(file.range(path.range, in: run.script), hint: "line \(path.line) made it"))
                    }
                    made.add(run, at: instruction.range.start.line)
                }
                made.add(instruction)
            }
            return found
        }
    }
}
