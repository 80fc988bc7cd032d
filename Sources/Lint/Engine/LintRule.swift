public import DockerfileSyntax
public import Findings

/// A rule: what it says of itself, and the look at a file. One rule, one file; ``RuleList`` lists them.
public protocol LintRule {
    /// What it is called and why it is there.
    static var text: RuleText { get }
    /// What it finds in a file.
    static func check(_ file: LintFile) -> [LintMatch]
}

/// What a rule says of itself. Its page in `docs/lint` is made of this, and tests run both examples.
public struct RuleText: Sendable {
    /// Its code.
    public var code: RuleCode
    /// Its grade where the user gives it no other; `nil` for a rule that is off until the user gives it one.
    public var severity: Severity?
    /// What it asks for, in a sentence without full stop.
    public var summary: String
    /// Why, and what to do about it.
    public var why: String
    /// A Dockerfile in which it finds something.
    public var example: String
    /// The same Dockerfile as it should be: the rule finds nothing.
    public var counterExample: String

    /// Makes a text.
    public init(
        _ code: RuleCode, _ severity: Severity?, _ summary: String, why: String, example: String,
        counterExample: String
    ) {
        self.code = code
        self.severity = severity
        self.summary = summary
        self.why = why
        self.example = example
        self.counterExample = counterExample
    }
}

/// A place where a rule found something.
public struct LintMatch {
    /// The place.
    public var range: SourceRange
    /// What was found; the rule's summary where it says it all.
    public var message: String?
    /// What to do about it.
    public var hint: String?

    /// Makes a match.
    public init(_ range: SourceRange, _ message: String? = nil, hint: String? = nil) {
        self.range = range
        self.message = message
        self.hint = hint
    }
}
