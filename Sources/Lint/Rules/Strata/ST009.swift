import DockerfileSyntax
import Findings

/// An image that is copied from is not pinned.
enum ST009: LintRule {
    static var text: RuleText {
        RuleText(
            "ST009", .warning, "An image that is copied from is not pinned",
            why: """
                `COPY --from=image` and `RUN --mount=from=image` take whatever the name means on the day: name a version, or a digest.
                """,
            example: """
                FROM debian:12
                COPY --from=ghcr.io/astral-sh/uv /uv /bin/
                """,
            counterExample: """
                FROM debian:12
                COPY --from=ghcr.io/astral-sh/uv:0.4.18 /uv /bin/
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.stages.flatMap { stage in
            stage.own.flatMap { instruction -> [LintMatch] in
                var words: [ShellWord] = []
                if case .copy(let copy) = instruction.kind, let from = copy.from { words.append(from) }
                if case .run(let run) = instruction.kind {
                    words += run.mounts.flatMap(\.fields).filter { $0.key == "from" }.compactMap(\.value)
                }
                return words.filter { word in
                    let name = word.text.lowercased()
                    let isStage = Int(name) != nil || file.stages.contains { $0.name == name }
                    let base = BaseName(word.text)
                    let isImage = name.contains("/") || name.contains(":")
                    return !isStage && isImage && base.digest == nil && (base.tag == nil || base.tag == "latest")
                }.map { LintMatch($0.range) }
            }
        }
    }
}
