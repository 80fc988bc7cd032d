import DockerfileSyntax
import Findings

/// MAINTAINER is deprecated.
enum DL4000: LintRule {
    static var text: RuleText {
        RuleText(
            "DL4000", .error, "MAINTAINER is deprecated",
            why: """
                Write a label in its place.
                """,
            example: """
                FROM debian:12
                MAINTAINER me
                """,
            counterExample: """
                FROM debian:12
                LABEL org.opencontainers.image.authors=me
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.matches { instruction in
            guard case .maintainer = instruction.kind else { return nil }
            return LintMatch(instruction.range, hint: "write LABEL org.opencontainers.image.authors=…")
        }
    }
}
