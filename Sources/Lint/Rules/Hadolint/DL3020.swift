import DockerfileSyntax
import Findings

/// Use COPY instead of ADD for files and folders.
enum DL3020: LintRule {
    static var text: RuleText {
        RuleText(
            "DL3020", .error, "Use COPY instead of ADD for files and folders",
            why: """
                ADD fetches addresses and extracts archives. Where neither is wanted, COPY says so.
                """,
            example: """
                FROM debian:12
                ADD app /app
                """,
            counterExample: """
                FROM debian:12
                COPY app /app
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.matches { instruction in
            guard case .add(let add) = instruction.kind else { return nil }
            let plain = add.transfer.sources.first { source in
                let text = source.text.trimmingQuotes
                return !ArchiveName.isArchive(text) && !text.hasPrefix("http://") && !text.hasPrefix("https://")
                    && !text.hasPrefix("git@") && !text.hasPrefix("ssh://") && !text.hasPrefix("git://")
                    && !text.hasPrefix("$")
            }
            return plain.map { LintMatch($0.range, hint: "write COPY") }
        }
    }
}
