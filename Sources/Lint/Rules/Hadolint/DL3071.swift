import DockerfileSyntax
import Findings

/// Use a cache mount for Maven.
enum DL3071: LintRule {
    static var text: RuleText {
        RuleText(
            "DL3071", .info, "Use a cache mount for Maven",
            why: """
                Maven keeps all that it fetched in its local repository, and fetches it again whenever the layer is made again.
                """,
            example: """
                FROM maven:3-eclipse-temurin-21
                RUN mvn package
                """,
            counterExample: """
                FROM maven:3-eclipse-temurin-21
                RUN --mount=type=cache,target=/root/.m2 mvn package
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.commands(withoutMountOf: [".m2"], "/root/.m2") { command in
            ["mvn", "mvnw"].contains(command.baseName)
                && command.has(
                    "install", "compile", "package", "test", "verify", "deploy", "dependency:resolve",
                    "dependency:go-offline")
        }
    }
}
