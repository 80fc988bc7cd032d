import Findings

@testable import Secrets

private let rules = SecretRules()

/// What the scanner finds in a text: the name of each rule and how sure it is.
func found(_ text: String, in path: String = "app.conf") -> [String] {
    var scanner = SecretScanner(rules)
    return scanner.matches(in: Array(text.utf8), path: Array(path.utf8)).map {
        "\($0.rule.name) \($0.confidence.word)"
    }
}
