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
                    let keys = pairs.reduce(into: [:]) { $0[$1.key.text, default: 0] += 1 }
                    let wrong = pairs.first { pair in
                        variables(in: pair.value.text).contains { name in
                            let others = (keys[name] ?? 0) - (pair.key.text == name ? 1 : 0)
                            return others > 0 && !known.contains(name)
                        }
                    }
                    if let wrong { found.append(LintMatch(wrong.value.range)) }
                    known.formUnion(pairs.map(\.key.text))
                default: break
                }
            }
        }
        return found
    }

    /// The names of the variables that a value asks for, as `$NAME`, `${NAME}` or `${NAME:…`.
    private static func variables(in value: String) -> [String] {
        value.split(separator: "$", omittingEmptySubsequences: false).dropFirst().compactMap { part in
            let isBraced = part.first == "{"
            let rest = isBraced ? part.dropFirst() : part
            let name = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
            let end = rest[name.endIndex...].first
            guard !name.isEmpty, !isBraced || end == "}" || end == ":" else { return nil }
            return String(name)
        }
    }
}
