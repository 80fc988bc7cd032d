import DockerfileSyntax
import Findings

/// The base image is not pinned to a digest.
enum ST002: LintRule {
    static var text: RuleText {
        RuleText(
            "ST002", .style, "The base image is not pinned to a digest",
            why: """
                A tag moves: the same Dockerfile gives another image when the base is published anew. `strata fix` writes the digest \
                that the tag has now.
                """,
            example: """
                FROM debian:12
                """,
            counterExample: """
                FROM debian:12@sha256:4abf773f2a570e6873259c4e3ba16de6c6268fb571fd46ec80be7c67822823b3
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        var names: Set<String> = []
        return file.stages.compactMap { stage in
            defer { if let name = stage.name { names.insert(name) } }
            let base = stage.base
            let isStage = names.contains(stage.stage.baseName.text.lowercased())
            if isStage || base.digest != nil || base.name == "scratch" || base.hasVariable { return nil }
            return LintMatch(stage.stage.baseName.range)
        }
    }
}
