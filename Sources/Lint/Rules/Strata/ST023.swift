import DockerfileSyntax
import Findings

/// Two COPY of single files to one place make two layers.
enum ST023: LintRule {
    static var text: RuleText {
        RuleText(
            "ST023", .info, "Two COPY of single files to one place make two layers",
            why: """
                Each costs a layer and a step; COPY takes several sources.
                """,
            example: """
                FROM debian:12
                COPY a /app/
                COPY b /app/
                """,
            counterExample: """
                FROM debian:12
                COPY a b /app/
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.stages.flatMap { stage -> [LintMatch] in
            zip(stage.own, stage.own.dropFirst()).compactMap { first, second in
                guard case .copy(let one) = first.kind, case .copy(let two) = second.kind, one.from == nil,
                    two.from == nil,
                    one.transfer.destination.text == two.transfer.destination.text,
                    one.transfer.destination.text.hasSuffix("/"),
                    first.instruction.source.flags.map(\.name) == second.instruction.source.flags.map(\.name),
                    first.instruction.source.flags.map(\.value?.text)
                        == second.instruction.source.flags.map(\.value?.text),
                    one.transfer.inlineSources.isEmpty, two.transfer.inlineSources.isEmpty,
                    (one.transfer.sources + two.transfer.sources).allSatisfy({ isFile($0.text.trimmingQuotes) })
                else { return nil }
                return LintMatch(second.instruction.source.keyword.range)
            }
        }
    }

    /// Whether a source may be a file: of directories, the second one often has to come over the first.
    private static func isFile(_ source: String) -> Bool {
        let name = source.split(separator: "/").last ?? ""
        return !source.hasSuffix("/") && name != "." && !name.isEmpty && name != ".."
    }
}
