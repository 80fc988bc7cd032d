import DockerfileSyntax
import Findings

/// Several RUN follow each other.
enum DL3059: LintRule {
    static var text: RuleText {
        RuleText(
            "DL3059", .info, "Several RUN follow each other",
            why: """
                Each makes a layer. Where they belong together one RUN is enough, and what the first leaves behind the second can \
                still remove.
                """,
            example: """
                FROM debian:12
                RUN a
                RUN b
                """,
            counterExample: """
                FROM debian:12
                RUN a && b
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.stages.flatMap { stage -> [LintMatch] in
            let runs = RunsByPlace(file.runs(of: stage))
            var before: (flags: [String], count: Int)?
            var found: [LintMatch] = []
            for instruction in stage.own {
                guard let run = runs[instruction] else {
                    before = nil
                    continue
                }
                let flags = instruction.instruction.source.flags.map { "\($0.name)=\($0.value?.text ?? "")" }.sorted()
                if let last = before, last.flags == flags, last.count < 2, run.commands.count < 2 {
                    found.append(LintMatch(instruction.instruction.source.keyword.range))
                } else {
                    before = (flags, run.commands.count)
                }
            }
            return found
        }
    }
}
