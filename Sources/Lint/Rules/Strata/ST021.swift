import DockerfileSyntax
import Findings

/// A variable that is exported here is gone in the next step.
enum ST021: LintRule {
    static var text: RuleText {
        RuleText(
            "ST021", .warning, "A variable that is exported here is gone in the next step",
            why: """
                Each RUN starts a shell of its own. What later steps or the container shall see, ENV says.
                """,
            example: """
                FROM debian:12
                RUN export PATH=/opt/bin:$PATH
                """,
            counterExample: """
                FROM debian:12
                ENV PATH=/opt/bin:$PATH
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.runs.compactMap { run in
            guard let last = run.script.commands.last, !run.script.body.items.isEmpty, run.script.faults.isEmpty else {
                return nil
            }
            let isExport =
                last.name == "export" || last.name == "source" || last.name == "."
                || last.words.isEmpty && !last.assignments.isEmpty
            guard isExport, last.redirections.isEmpty,
                case .simple(let final)? = run.script.body.items.last?.pipelines.last?.commands.last?.kind,
                final.range == last.range
            else { return nil }
            return LintMatch(file.range(last.range, in: run.script), hint: "use ENV")
        }
    }
}
