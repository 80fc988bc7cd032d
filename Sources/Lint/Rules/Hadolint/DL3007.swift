import DockerfileSyntax
import Findings

/// Do not use the tag latest.
enum DL3007: LintRule {
    static var text: RuleText {
        RuleText(
            "DL3007", .warning, "Do not use the tag latest",
            why: """
                What bears `latest` changes: the same Dockerfile gives another image, or none, next month. Name a release.
                """,
            example: """
                FROM debian:latest
                """,
            counterExample: """
                FROM debian:12
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.stages.compactMap { stage in
            stage.base.tag == "latest" && stage.base.digest == nil ? LintMatch(stage.stage.baseName.range) : nil
        }
    }
}
