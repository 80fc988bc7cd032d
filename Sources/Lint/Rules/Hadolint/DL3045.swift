import DockerfileSyntax
import Findings

/// COPY to a relative destination needs a WORKDIR.
enum DL3045: LintRule {
    static var text: RuleText {
        RuleText(
            "DL3045", .warning, "COPY to a relative destination needs a WORKDIR",
            why: """
                Without one the destination depends on what the base image has set.
                """,
            example: """
                FROM debian:12
                COPY app app
                """,
            counterExample: """
                FROM debian:12
                WORKDIR /srv
                COPY app app
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        var withWorkdir: Set<String> = []
        return file.stages.flatMap { stage -> [LintMatch] in
            var hasWorkdir = withWorkdir.contains(stage.stage.baseName.text.lowercased())
            var found: [LintMatch] = []
            for instruction in stage.own {
                if case .workdir = instruction.kind { hasWorkdir = true }
                guard !hasWorkdir, case .copy(let copy) = instruction.kind else { continue }
                let target = copy.transfer.destination.text.trimmingQuotes
                let isDrive = target.dropFirst().hasPrefix(":\\") || target.dropFirst().hasPrefix(":/")
                if target.hasPrefix("/") || target.hasPrefix("$") || isDrive { continue }
                found.append(LintMatch(copy.transfer.destination.range))
            }
            if hasWorkdir, let name = stage.name { withWorkdir.insert(name) }
            return found
        }
    }
}
