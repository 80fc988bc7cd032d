import DockerfileSyntax
import Findings

/// FROM --platform=$TARGETPLATFORM says what holds anyway.
enum DL3065: LintRule {
    static var text: RuleText {
        RuleText(
            "DL3065", .warning, "FROM --platform=$TARGETPLATFORM says what holds anyway",
            why: """
                It is the default.
                """,
            example: """
                FROM --platform=$TARGETPLATFORM debian:12
                """,
            counterExample: """
                FROM debian:12
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.stages.compactMap { stage in
            guard let platform = stage.stage.platform, ["$TARGETPLATFORM", "${TARGETPLATFORM}"].contains(platform.text)
            else { return nil }
            return LintMatch(platform.range)
        }
    }
}
