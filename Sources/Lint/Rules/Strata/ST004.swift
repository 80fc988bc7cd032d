import DockerfileSyntax
import Findings

/// A secret stands in ARG or ENV.
enum ST004: LintRule {
    static var text: RuleText {
        RuleText(
            "ST004", .error, "A secret stands in ARG or ENV",
            why: """
                The value stays in the image for all who can pull it: in the configuration, and in the history. Hand it over with RUN \
                --mount=type=secret.
                """,
            example: """
                FROM debian:12
                ENV DB_PASSWORD=hunter2
                """,
            counterExample: """
                FROM debian:12
                RUN --mount=type=secret,id=db a
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        let globals = file.parsed.dockerfile.globalArguments.flatMap { secrets(in: $0.kind, file) }
        return (globals + file.instructions.flatMap { secrets(in: $0.kind, file) }).map { match($0) }
    }

    private static func secrets(in kind: Instruction.Kind, _ file: LintFile) -> [(name: ShellWord, value: ShellWord)] {
        switch kind {
        case .arg(let arguments):
            arguments.definitions.compactMap { definition in
                definition.defaultValue.flatMap {
                    isSecret(definition.name, $0, file) ? (definition.name, $0) : nil
                }
            }
        case .env(let environment), .label(let environment):
            environment.pairs.compactMap { pair in
                isSecret(pair.key, pair.value, file) ? (pair.key, pair.value) : nil
            }
        default: []
        }
    }

    private static func isSecret(_ name: ShellWord, _ value: ShellWord, _ file: LintFile) -> Bool {
        CredentialText.isValue(value.text, of: name.text)
            || !file.secrets.places(in: value.range, of: file.text).isEmpty
    }

    private static func match(_ found: (name: ShellWord, value: ShellWord)) -> LintMatch {
        LintMatch(
            found.value.range, "\(found.name.text.trimmingQuotes) holds a secret that stays in the image",
            hint: "use RUN --mount=type=secret, or give it to the container when it runs")
    }
}
