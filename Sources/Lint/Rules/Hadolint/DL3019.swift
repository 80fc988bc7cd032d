import DockerfileSyntax
import Findings

/// Use apk add --no-cache.
enum DL3019: LintRule {
    static var text: RuleText {
        RuleText(
            "DL3019", .info, "Use apk add --no-cache",
            why: """
                Without it the index stays in the layer, unless the same RUN removes /var/cache/apk.
                """,
            example: """
                FROM alpine:3.20
                RUN apk add curl=8
                """,
            counterExample: """
                FROM alpine:3.20
                RUN apk add --no-cache curl=8
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.runs.compactMap { run in
            guard let add = run.commands.first(where: { $0.calls("apk", "add") && !$0.hasFlag("no-cache") }) else {
                return nil
            }
            if run.unkeptTargets.contains(where: { $0.hasPrefix("/var/cache/apk") || $0.hasPrefix("/etc/apk/cache") }) {
                return nil
            }
            return LintMatch(run.range(of: add, in: file), hint: "write apk add --no-cache")
        }
    }
}
