import DockerfileSyntax
import Findings

/// A label that the schema asks for is missing.
enum DL3049: LintRule {
    static var text: RuleText {
        RuleText(
            "DL3049", .info, "A label that the schema asks for is missing",
            why: """
                Says so where `--require-label` or `label-schema` asks for it.
                """,
            example: """
                FROM debian:12
                """,
            counterExample: """
                FROM debian:12
                LABEL author=me
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        let stages = file.stages
        guard !file.options.labelSchema.isEmpty, !stages.isEmpty else { return [] }
        // A stage that is only copied from needs none.
        let copied = Set(
            file.instructions.compactMap { instruction -> String? in
                if case .copy(let copy) = instruction.kind { copy.from?.text.lowercased() } else { nil }
            })
        return file.options.labelSchema.keys.sorted().flatMap { label -> [LintMatch] in
            var labelled: Set<String> = []
            var needed: [LintStage] = []
            for stage in stages {
                let has = stage.own.contains { instruction in
                    guard case .label(let labels) = instruction.kind else { return false }
                    return labels.pairs.contains { $0.key.text.trimmingQuotes == label }
                }
                let inherits = labelled.contains(stage.stage.baseName.text.lowercased())
                if has || inherits {
                    if let name = stage.name { labelled.insert(name) }
                    if has { needed.removeAll { $0.name != nil && $0.name == stage.stage.baseName.text.lowercased() } }
                } else if !(stage.name.map { copied.contains($0) } ?? false) {
                    needed.append(stage)
                }
            }
            return needed.map { LintMatch($0.stage.range, "the label \(label) is missing") }
        }
    }
}
