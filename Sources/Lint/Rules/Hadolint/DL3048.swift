import DockerfileSyntax
import Findings

/// Labels have keys of lower-case letters, digits, dots, dashes, underscores and slashes.
enum DL3048: LintRule {
    static var text: RuleText {
        RuleText(
            "DL3048", .style, "Labels have keys of lower-case letters, digits, dots, dashes, underscores and slashes",
            why: """
                Other keys are refused by some tools, and `com.docker.`, `io.docker.` and `org.dockerproject.` are docker's own.
                """,
            example: """
                FROM debian:12
                LABEL Version=1
                """,
            counterExample: """
                FROM debian:12
                LABEL version=1
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.matches { instruction in
            guard case .label(let label) = instruction.kind else { return nil }
            let wrong = label.pairs.first { !isValid($0.key.text.trimmingQuotes) }
            return wrong.map { LintMatch($0.key.range) }
        }
    }

    private static func isValid(_ key: String) -> Bool {
        let bytes = Array(key.utf8)
        let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        guard let first = bytes.first, let last = bytes.last, letters.contains(first) else { return false }
        guard letters.contains(last) || digits.contains(last) else { return false }
        let isPlain = bytes.allSatisfy {
            letters.contains($0) || digits.contains($0) || "._-/".utf8.contains($0)
        }
        if !isPlain || key.contains("..") || key.contains("--") { return false }
        return !["com.docker.", "io.docker.", "org.dockerproject."].contains { key.hasPrefix($0) }
    }
}
