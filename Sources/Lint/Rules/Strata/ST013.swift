import DockerfileSyntax
import Findings

/// Build tools stay in the final stage.
enum ST013: LintRule {
    static var text: RuleText {
        RuleText(
            "ST013", .info, "Build tools stay in the final stage",
            why: """
                Compilers and headers are some hundred megabytes that the program does not need when it runs. Build in a stage of its \
                own and copy the result.
                """,
            example: """
                FROM debian:12
                RUN apt-get update && apt-get install -y build-essential=12 && make && rm -rf /var/lib/apt/lists/*
                """,
            counterExample: """
                FROM debian:12 AS build
                RUN apt-get update && apt-get install -y build-essential=12 && make
                FROM debian:12
                COPY --from=build /app /app
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        guard let stage = file.stages.last else { return [] }
        return file.runs(of: stage).filter { !$0.instruction.isTrigger }.compactMap { run in
            for command in run.commands {
                let packages = Installs.packages(of: command)
                guard let tool = packages.first(where: { BuildTools.contains($0.text) }) else { continue }
                let name = BuildTools.name(of: tool.text)
                if run.commands.contains(where: { Installs.removes(name, $0, addedBy: command) }) { continue }
                return LintMatch(
                    file.range(tool.range, in: run.script),
                    hint: "build in a stage of its own, or remove \(name) in the same RUN")
            }
            return nil
        }
    }
}
