import DockerfileSyntax
import Findings

/// USER should be a number.
enum DL3066: LintRule {
    static var text: RuleText {
        RuleText(
            "DL3066", .info, "USER should be a number",
            why: """
                A host that has to know whether a container runs as root (`runAsNonRoot`) cannot look a name up.
                """,
            example: """
                FROM debian:12
                USER app
                """,
            counterExample: """
                FROM debian:12
                USER 1000
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        let globals = file.parsed.dockerfile.globalArguments
        return file.stages.flatMap { stage -> [LintMatch] in
            var values = Values()
            return stage.own.compactMap { instruction in
                values.learn(instruction.kind, globals)
                guard case .user(let user) = instruction.kind else { return nil }
                return values.mayBeNumber(user.text.trimmingQuotes) ? nil : LintMatch(user.range)
            }
        }
    }

    /// The variables of a stage with their values; `nil` for one that the build is given.
    private struct Values {
        private var known: [String: String?] = [:]

        mutating func learn(_ kind: Instruction.Kind, _ globals: [Instruction]) {
            switch kind {
            case .env(let environment):
                for pair in environment.pairs { known[pair.key.text] = .some(pair.value.text.trimmingQuotes) }
            case .arg(let arguments):
                for definition in arguments.definitions {
                    let name = definition.name.text
                    let value = definition.defaultValue?.text.trimmingQuotes ?? Self.value(of: name, in: globals)
                    known[name] = .some(value)
                }
            default: break
            }
        }

        private static func value(of name: String, in globals: [Instruction]) -> String? {
            for case .arg(let arguments) in globals.map(\.kind) {
                for definition in arguments.definitions where definition.name.text == name {
                    return definition.defaultValue?.text.trimmingQuotes
                }
            }
            return nil
        }

        /// Whether a user is a number, or whatever the build says.
        func mayBeNumber(_ text: String) -> Bool {
            guard text.hasPrefix("$") else { return text.prefix { $0 != ":" }.allSatisfy(\.isNumber) }
            let isBraced = text.hasPrefix("${")
            let rest = text.dropFirst(isBraced ? 2 : 1)
            let name = String(rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" })
            let behind = rest.dropFirst(name.count)
            if isBraced, let start = behind.firstRange(of: "-")?.upperBound, let end = behind.firstIndex(of: "}"),
                start < end, behind.hasPrefix("-") || behind.hasPrefix(":-")
            {
                return mayBeNumber(String(behind[start..<end]))
            }
            guard let value = known[name] else { return false }
            return value.map { !$0.isEmpty && mayBeNumber($0) } ?? true
        }
    }
}
