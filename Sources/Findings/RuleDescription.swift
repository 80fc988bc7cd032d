/// What a rule looks for, for those who read its findings.
public struct RuleDescription: Hashable, Sendable {
    /// Its code.
    public var code: RuleCode
    /// Its grade, unless the user has another.
    public var severity: Severity
    /// What it asks for, in a sentence without full stop: "Pin the versions of packages".
    public var summary: String
    /// Why, and what to do, in Markdown; empty where the summary says it all.
    public var explanation: String
    /// Where more is written.
    public var page: String?

    /// Makes a description.
    public init(
        _ code: RuleCode, _ severity: Severity, _ summary: String, explanation: String = "", page: String? = nil
    ) {
        self.code = code
        self.severity = severity
        self.summary = summary
        self.explanation = explanation
        self.page = page
    }
}
