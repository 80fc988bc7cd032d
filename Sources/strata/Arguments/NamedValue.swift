/// A word of the form `NAME` or `NAME=VALUE`, as `--label`, `--build-arg` and `-e` have it.
struct NamedValue {
    /// What is before the first equals sign.
    let name: String
    /// What is behind it; `nil` without one.
    let value: String?

    /// Takes a word apart; the name may be empty.
    init(_ text: String) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        name = String(parts[0])
        value = parts.count > 1 ? String(parts[1]) : nil
    }

    /// A label, which is empty without a value.
    ///
    /// - Throws: `UsageError` for one without a name.
    static func label(_ text: String) throws -> (name: String, value: String) {
        let word = NamedValue(text)
        if word.name.isEmpty {
            throw UsageError("--label \(text): it has no name", hint: "write --label NAME=VALUE")
        }
        return (word.name, word.value ?? "")
    }

    /// A build argument that has to have a value.
    ///
    /// - Throws: `UsageError` for one without.
    static func buildArgument(_ text: String) throws -> (name: String, value: String) {
        let word = NamedValue(text)
        guard let value = word.value else {
            throw UsageError("--build-arg \(text): there is no value", hint: "write --build-arg NAME=value")
        }
        return (word.name, value)
    }
}
