import DockerfileSyntax
import Findings

/// Do not give FROM a fixed --platform.
enum DL3029: LintRule {
    static var text: RuleText {
        RuleText(
            "DL3029", .warning, "Do not give FROM a fixed --platform",
            why: """
                The image then has one architecture whatever is asked for. `--platform=$BUILDPLATFORM` for stages that only build is \
                right.
                """,
            example: """
                FROM --platform=linux/amd64 debian:12
                """,
            counterExample: """
                FROM --platform=$BUILDPLATFORM debian:12
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.stages.compactMap { stage in
            guard let platform = stage.stage.platform, !platform.text.contains("BUILDPLATFORM"),
                !platform.text.contains("TARGETPLATFORM"), !platform.text.isEmpty
            else { return nil }
            return LintMatch(platform.range)
        }
    }
}
