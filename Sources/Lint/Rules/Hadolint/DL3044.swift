import DockerfileSyntax
import Findings

/// Do not use a variable in the ENV that sets it.
enum DL3044: LintRule {
    static var text: RuleText {
        RuleText(
            "DL3044", .error, "Do not use a variable in the ENV that sets it",
            why: """
                All values of an ENV see the variables as they were before it: the reference gives the old value, or nothing.
                """,
            example: """
                FROM debian:12
                ENV A=1 B=$A
                """,
            counterExample: """
                FROM debian:12
                ENV A=1
                ENV B=$A
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        var found: [LintMatch] = []
        for stage in file.stages {
            var known: Set<String> = []
            for instruction in stage.own {
                switch instruction.kind {
                case .arg(let arguments): known.formUnion(arguments.definitions.map(\.name.text))
                case .env(let environment):
                    let pairs = environment.pairs
                    let wrong = pairs.enumerated().first { index, pair in
                        pairs.enumerated().contains { other, set in
                            other != index && !known.contains(set.key.text) && uses(pair.value.text, set.key.text)
                        }
                    }
                    if let wrong { found.append(LintMatch(wrong.element.value.range)) }
                    known.formUnion(pairs.map(\.key.text))
                default: break
                }
            }
        }
        return found
    }

    private static func uses(_ value: String, _ name: String) -> Bool {
        if name.isEmpty { return false }
        if value.contains("${\(name)}") || value.contains("${\(name):") { return true }
        for part in value.split(separator: "$\(name)", omittingEmptySubsequences: false).dropFirst() {
            guard let next = part.first else { return true }
            if !next.isLetter, !next.isNumber, next != "_" { return true }
        }
        return false
    }
}
