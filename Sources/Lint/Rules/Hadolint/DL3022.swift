import DockerfileSyntax
import Findings

/// COPY --from should name a stage above.
enum DL3022: LintRule {
    static var text: RuleText {
        RuleText(
            "DL3022", .warning, "COPY --from should name a stage above",
            why: """
                A name that no stage bears is taken for an image, which is fetched. Often it is a slip of the pen.
                """,
            example: """
                FROM debian:12
                COPY --from=build /app /app
                """,
            counterExample: """
                FROM golang:1.22 AS build
                FROM debian:12
                COPY --from=build /app /app
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.stages.flatMap { stage in
            stage.own.compactMap { instruction in
                guard case .copy(let copy) = instruction.kind, let from = copy.from else { return nil }
                let name = from.text.lowercased()
                let isStage =
                    file.stages[..<stage.index].contains { $0.name == name }
                    || Int(name).map { $0 < stage.index } ?? false
                // What has a tag or a digest is meant to be an image.
                let isImage = name.contains(":") || name.contains("@")
                return isStage || isImage || stage.name == name ? nil : LintMatch(from.range)
            }
        }
    }
}
