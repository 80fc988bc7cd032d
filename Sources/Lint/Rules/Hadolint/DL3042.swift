import DockerfileSyntax
import Findings

/// Use pip install --no-cache-dir.
enum DL3042: LintRule {
    static var text: RuleText {
        RuleText(
            "DL3042", .warning, "Use pip install --no-cache-dir",
            why: """
                pip keeps every file that it fetched, and nobody will install it again in this image. A cache mount for the step is as \
                good.
                """,
            example: """
                FROM python:3.12
                RUN pip install flask==3.0.3
                """,
            counterExample: """
                FROM python:3.12
                RUN pip install --no-cache-dir flask==3.0.3
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        var clean: Set<String> = []
        return file.stages.flatMap { stage -> [LintMatch] in
            var isClean = clean.contains(stage.stage.baseName.text.lowercased())
            let runs = RunsByPlace(file.runs(of: stage))
            var found: [LintMatch] = []
            for instruction in stage.instructions {
                if case .env(let environment) = instruction.kind, environment.pairs.contains(where: isSwitch) {
                    isClean = true
                }
                guard !isClean, let run = runs[instruction],
                    let command = run.commands.first(where: { caches($0, run) })
                else { continue }
                found.append(LintMatch(run.range(of: command, in: file), hint: "write pip install --no-cache-dir"))
            }
            if isClean, let name = stage.name { clean.insert(name) }
            return found
        }
    }

    private static let words: Set<String> = ["1", "true", "on", "yes"]

    private static func isSwitch(_ pair: KeyValueInstruction.Pair) -> Bool {
        pair.key.text == "PIP_NO_CACHE_DIR" && words.contains(pair.value.text.trimmingQuotes.lowercased())
    }

    private static func caches(_ command: CommandLine, _ run: LintRun) -> Bool {
        guard command.isPipInstall, !command.has("--no-cache-dir"), !command.has("--no-cache") else { return false }
        if command.name.contains("pipx") || command.name.contains("pipenv") { return false }
        if run.unkeptTargets.contains(where: { $0.contains("/.cache") }) { return false }
        return !run.script.commands.contains { simple in
            let words =
                simple.assignments.map { ($0.name, $0.value.first?.simplified ?? "") }
                + simple.words.map { word in
                    let parts = word.simplified.split(separator: "=", maxSplits: 1).map(String.init)
                    return (parts.first ?? "", parts.count > 1 ? parts[1] : "")
                }
            return words.contains { $0.0 == "PIP_NO_CACHE_DIR" && Self.words.contains($0.1.lowercased()) }
        }
    }
}
