import DockerfileSyntax
import Findings

/// COPY --from cannot name its own stage.
enum DL3023: LintRule {
    static var text: RuleText {
        RuleText(
            "DL3023", .error, "COPY --from cannot name its own stage",
            why: """
                A stage is not finished while it copies.
                """,
            example: """
                FROM debian:12 AS run
                COPY --from=run /a /b
                """,
            counterExample: """
                FROM debian:12 AS build
                FROM debian:12 AS run
                COPY --from=build /a /b
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.stages.flatMap { stage in
            stage.own.compactMap { instruction in
                guard case .copy(let copy) = instruction.kind, let from = copy.from, let name = stage.name else {
                    return nil
                }
                return from.text.lowercased() == name ? LintMatch(from.range) : nil
            }
        }
    }
}
