import DockerfileSyntax
import Findings

/// A Dockerfile begins with FROM, ARG or a comment.
enum DL3061: LintRule {
    static var text: RuleText {
        RuleText(
            "DL3061", .error, "A Dockerfile begins with FROM, ARG or a comment",
            why: """
                Everything else belongs to a stage, and there is none yet.
                """,
            example: """
                COPY a /b
                FROM debian:12
                """,
            counterExample: """
                FROM debian:12
                COPY a /b
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.parsed.diagnostics.filter { $0.code == .instructionBeforeStage }.map { LintMatch($0.range) }
    }
}
