import DockerfileSyntax
import Findings

/// Changing owner or mode copies every file into a new layer.
enum ST016: LintRule {
    static var text: RuleText {
        RuleText(
            "ST016", .warning, "Changing owner or mode copies every file into a new layer",
            why: """
                A layer holds whole files: chown or chmod of what an earlier layer brought doubles it. COPY and ADD take --chown and \
                --chmod.
                """,
            example: """
                FROM debian:12
                COPY app /app
                RUN chown -R 1000:1000 /app
                """,
            counterExample: """
                FROM debian:12
                COPY --chown=1000:1000 app /app
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.stages.flatMap { stage -> [LintMatch] in
            var copied = CopiedPaths()
            let runs = RunsByPlace(file.runs(of: stage))
            return stage.own.compactMap { instruction in
                copied.add(instruction)
                guard let run = runs[instruction] else { return nil }
                for command in run.commands where ["chown", "chgrp", "chmod"].contains(command.baseName) {
                    guard command.hasFlag("R", "recursive"),
                        let path = command.operands().dropFirst().first(where: { copied.covers($0.text) })
                    else { continue }
                    return LintMatch(
                        file.range(path.range, in: run.script),
                        hint: "write COPY --\(command.baseName == "chmod" ? "chmod" : "chown")=…")
                }
                return nil
            }
        }
    }
}
