/// One `--filter name=value`, as docker's client reads it.
struct FilterOption {
    /// What is asked for, in lower case.
    let name: String
    /// What it is to be.
    let value: String

    /// Reads the options. Errors: one without an equals sign is a wrong command line.
    static func parse(_ texts: [String]) throws(UsageError) -> [FilterOption] {
        var result: [FilterOption] = []
        for text in texts where !text.isEmpty {
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else {
                throw UsageError("invalid filter '\(text)'", hint: "filters are written name=value")
            }
            result.append(FilterOption(name: trimmed(parts[0]).lowercased(), value: trimmed(parts[1])))
        }
        return result
    }

    /// The error for a filter that there is not.
    func unknown(known: [String]) -> CommandError {
        CommandError("Invalid filter '\(name)'", hint: "known filters: \(known.joined(separator: ", "))")
    }

    /// The error for a value that the filter does not take.
    func refused(_ wanted: String) -> CommandError {
        CommandError("Invalid filter '\(name)=[\(value)]'", hint: wanted)
    }

    /// The value as `key` or `key=value` of a label.
    var label: NamedValue { NamedValue(value) }

    private static func trimmed(_ text: Substring) -> String {
        String(text.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
    }
}

/// Labels that all have to be there, some with a certain value.
struct LabelFilter {
    private var wanted: [NamedValue] = []

    /// Nothing is asked for.
    var isEmpty: Bool { wanted.isEmpty }

    /// Asks for one more.
    mutating func add(_ option: FilterOption) { wanted.append(option.label) }

    /// Whether labels are as asked for.
    func matches(_ labels: [String: String]) -> Bool {
        wanted.allSatisfy { label in labels[label.name].map { label.value == nil || label.value == $0 } ?? false }
    }
}
