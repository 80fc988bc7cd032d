import DockerfileSyntax
import Findings

/// Valid ports range from 0 to 65535.
enum DL3011: LintRule {
    static var text: RuleText {
        RuleText(
            "DL3011", .error, "Valid ports range from 0 to 65535",
            why: """
                No connection can be made to another port.
                """,
            example: """
                FROM debian:12
                EXPOSE 80000
                """,
            counterExample: """
                FROM debian:12
                EXPOSE 8000
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.matches { instruction in
            guard case .expose(let expose) = instruction.kind else { return nil }
            let wrong = expose.ports.first { port in
                port.text.prefix { $0 != "/" }.split(separator: "-").contains { (Int($0) ?? 0) > 65535 || $0.count > 9 }
            }
            return wrong.map { LintMatch($0.range) }
        }
    }
}
