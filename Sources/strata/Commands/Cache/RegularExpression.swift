/// A regular expression that several threads may use.
///
/// Unchecked: the compiled form is only read.
struct RegularExpression: @unchecked Sendable {
    private let compiled: Regex<AnyRegexOutput>

    /// Reads an expression; `nil` for one that is none.
    init?(_ text: String) {
        guard let compiled = try? Regex(text) else { return nil }
        self.compiled = compiled
    }

    /// Whether it is found anywhere in a text.
    func matches(_ text: String) -> Bool { text.contains(compiled) }
}
