import DockerfileSyntax
import Findings

/// COPY of several sources needs a destination that ends with /.
enum DL3021: LintRule {
    static var text: RuleText {
        RuleText(
            "DL3021", .error, "COPY of several sources needs a destination that ends with /",
            why: """
                Several files go into a directory. Without the slash the builder refuses, or the name means something else.
                """,
            example: """
                FROM debian:12
                COPY a b /app
                """,
            counterExample: """
                FROM debian:12
                COPY a b /app/
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.matches { instruction in
            guard case .copy(let copy) = instruction.kind, copy.transfer.sources.count > 1 else { return nil }
            let target = copy.transfer.destination
            return target.text.trimmingQuotes.hasSuffix("/")
                ? nil : LintMatch(target.range, hint: "write \(target.text)/")
        }
    }
}
