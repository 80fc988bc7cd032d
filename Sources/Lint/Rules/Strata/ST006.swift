import DockerfileSyntax
import Findings

/// ADD fetches without a checksum.
enum ST006: LintRule {
    static var text: RuleText {
        RuleText(
            "ST006", .warning, "ADD fetches without a checksum",
            why: """
                The step gives whatever stands at the address on the day it runs, and says nothing when that is not what was meant.
                """,
            example: """
                FROM debian:12
                ADD https://example.com/app.tar.gz /opt/
                """,
            counterExample: """
                FROM debian:12
                ADD --checksum=sha256:4abf773f2a570e6873259c4e3ba16de6c6268fb571fd46ec80be7c67822823b3 https://example.com/app.tar.gz /opt/
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.instructions.compactMap { instruction in
            guard case .add(let add) = instruction.kind, add.checksum == nil else { return nil }
            let remote = add.transfer.sources.first { source in
                let text = source.text.trimmingQuotes.lowercased()
                if Downloads.isRepository(text) { return !Downloads.namesCommit(text) }
                return text.hasPrefix("http://") || text.hasPrefix("https://")
            }
            return remote.map { LintMatch($0.range, hint: "add --checksum=sha256:…, or name a commit") }
        }
    }
}
