import DockerfileSyntax
import Findings

/// Copy what is needed instead of the whole context.
enum DL4007: LintRule {
    static var text: RuleText {
        RuleText(
            "DL4007", nil, "Copy what is needed instead of the whole context",
            why: """
                What lies in the context today is not all that will: a history of git, credentials, local settings. ST012 says so where no \
                ignore file keeps them out.
                """,
            example: """
                FROM debian:12
                COPY . /srv/
                """,
            counterExample: """
                FROM debian:12
                COPY src/ /srv/
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.matches { instruction in
            guard case .copy(let copy) = instruction.kind else { return nil }
            let whole = copy.transfer.sources.first { [".", "./"].contains($0.text.trimmingQuotes) }
            return whole.map { LintMatch($0.range) }
        }
    }
}
