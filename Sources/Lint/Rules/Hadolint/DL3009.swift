import DockerfileSyntax
import Findings

/// Delete the apt lists after installing.
enum DL3009: LintRule {
    static var text: RuleText {
        RuleText(
            "DL3009", .info, "Delete the apt lists after installing",
            why: """
                The lists are some 20 to 50 MB that nothing needs once the packages are there. What a later RUN deletes stays in the \
                layer below.
                """,
            example: """
                FROM debian:12
                RUN apt-get update && apt-get install -y curl=7
                """,
            counterExample: """
                FROM debian:12
                RUN apt-get update && apt-get install -y curl=7 && rm -rf /var/lib/apt/lists/*
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        let bases = Set(file.stages.map { $0.stage.baseName.text.lowercased() })
        return file.stages.flatMap { stage -> [LintMatch] in
            let isUsed = stage.index == file.stages.count - 1 || stage.name.map { bases.contains($0) } ?? false
            guard isUsed else { return [] }
            return file.runs(of: stage).compactMap { run in
                guard
                    let update = run.commands.first(where: {
                        $0.calls("apt-get", "update") || $0.calls("apt", "update")
                    })
                else { return nil }
                if run.commands.contains(where: cleans) || mounts(run.unkeptTargets) { return nil }
                return LintMatch(
                    run.range(of: update, in: file), hint: "end the RUN with && rm -rf /var/lib/apt/lists/*")
            }
        }
    }

    private static func cleans(_ command: CommandLine) -> Bool {
        let isRemoval = command.baseName == "rm" || command.baseName == "find"
        return isRemoval && command.texts.contains { $0.hasPrefix("/var/lib/apt") }
            || command.calls("apt-get", "dist-clean", "distclean")
    }

    private static func mounts(_ targets: [String]) -> Bool {
        if targets.contains(where: { $0.hasPrefix("/var/lib/apt/lists") }) { return true }
        return targets.contains { $0.hasPrefix("/var/lib/apt") } && targets.contains { $0.hasPrefix("/var/cache/apt") }
    }
}
