import DockerfileSyntax
import Findings

/// Use a cache mount for Gradle.
enum DL3072: LintRule {
    static var text: RuleText {
        RuleText(
            "DL3072", .info, "Use a cache mount for Gradle",
            why: """
                Gradle keeps all that it fetched in its home directory, and fetches it again whenever the layer is made again.
                """,
            example: """
                FROM gradle:8-jdk21
                RUN gradle build
                """,
            counterExample: """
                FROM gradle:8-jdk21
                RUN --mount=type=cache,target=/root/.gradle gradle build
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.commands(withoutMountOf: ["gradle"], "/root/.gradle") { command in
            ["gradle", "gradlew"].contains(command.baseName) && !command.operands().isEmpty
        }
    }
}
