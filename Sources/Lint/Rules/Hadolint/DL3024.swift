import DockerfileSyntax
import Findings

/// Names of stages must be unique.
enum DL3024: LintRule {
    static var text: RuleText {
        RuleText(
            "DL3024", .error, "Names of stages must be unique",
            why: """
                COPY --from and --target mean the last stage of a name; the first cannot be reached.
                """,
            example: """
                FROM debian:12 AS a
                FROM debian:11 AS a
                """,
            counterExample: """
                FROM debian:12 AS a
                FROM debian:11 AS b
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        var names: Set<String> = []
        return file.stages.compactMap { stage in
            guard let name = stage.stage.name, !names.insert(name.text).inserted else { return nil }
            return LintMatch(name.range)
        }
    }
}
