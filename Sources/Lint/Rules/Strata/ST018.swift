import DockerfileSyntax
import Findings

/// The check of certificates or signatures is switched off.
enum ST018: LintRule {
    static var text: RuleText {
        RuleText(
            "ST018", .warning, "The check of certificates or signatures is switched off",
            why: """
                Anyone between the build and the server can put what they like into the image.
                """,
            example: """
                FROM debian:12
                RUN curl -k https://example.com/a -o /a
                """,
            counterExample: """
                FROM debian:12
                RUN curl https://example.com/a -o /a
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.runs.flatMap { run in
            run.commands.filter(Downloads.trustsAll).map { LintMatch(run.range(of: $0, in: file)) }
        }
            + file.instructions.compactMap { instruction in
                guard case .env(let environment) = instruction.kind else { return nil }
                let pair = environment.pairs.first { pair in
                    let value = pair.value.text.trimmingQuotes
                    return pair.key.text == "NODE_TLS_REJECT_UNAUTHORIZED" && value == "0"
                        || pair.key.text == "GIT_SSL_NO_VERIFY" && value != "0" && value != "false"
                        || pair.key.text == "PYTHONHTTPSVERIFY" && value == "0"
                }
                return pair.map { LintMatch($0.key.range) }
            }
    }
}
