import DockerfileSyntax
import Findings

/// A download is verified by nothing.
enum ST017: LintRule {
    static var text: RuleText {
        RuleText(
            "ST017", .info, "A download is verified by nothing",
            why: """
                The step gives whatever stands at the address on the day. Compare a checksum, or a signature, in the same RUN; or use \
                ADD --checksum.
                """,
            example: """
                FROM debian:12
                RUN curl -fsSLo /bin/tool https://example.com/tool && chmod +x /bin/tool
                """,
            counterExample: """
                FROM debian:12
                RUN curl -fsSLo /bin/tool https://example.com/tool && echo "4abf  /bin/tool" | sha256sum -c - && chmod +x /bin/tool
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.runs.compactMap { run in
            guard let download = run.commands.first(where: { Downloads.isDownload($0) && Downloads.writesFile($0) })
            else { return nil }
            return run.commands.contains(where: Downloads.verifies) ? nil : LintMatch(run.range(of: download, in: file))
        }
    }
}
