import DockerfileSyntax
import Findings

/// Use an absolute WORKDIR.
enum DL3000: LintRule {
    static var text: RuleText {
        RuleText(
            "DL3000", .error, "Use an absolute WORKDIR",
            why: """
                A relative WORKDIR depends on what the base image and the lines above have set: it moves when they change.
                """,
            example: """
                FROM debian:12
                WORKDIR app
                """,
            counterExample: """
                FROM debian:12
                WORKDIR /app
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.matches { instruction in
            guard case .workdir(let path) = instruction.kind else { return nil }
            let text = Array(path.text.trimmingQuotes.utf8)
            let isDrive = text.count > 1 && text[1] == UInt8(ascii: ":") && Character(Unicode.Scalar(text[0])).isLetter
            let isAbsolute = text.first == UInt8(ascii: "/") || text.first == UInt8(ascii: "$") || isDrive
            return isAbsolute ? nil : LintMatch(path.range, hint: "write /\(path.text.trimmingQuotes)")
        }
    }
}
