public import OCI

/// Findings with what is needed to write them for other programs: who found them, by which rules, in what.
///
/// ``json``, ``sarif``, ``junit`` and ``markdown`` are of the same findings in the same order.
public struct FindingsReport: Sendable {
    /// What found them, as in `strata lint`.
    public var tool: String
    /// Its version.
    public var version: String
    /// The rules that were tried; those of the findings at least, or they are listed without a word about them.
    public var rules: [RuleDescription]
    /// All that was looked at: those without findings have passed.
    public var subjects: [String]
    /// What was found.
    public var findings: [Finding]

    /// Makes a report.
    public init(
        tool: String, version: String, rules: [RuleDescription] = [], subjects: [String] = [], findings: [Finding]
    ) {
        self.tool = tool
        self.version = version
        self.rules = rules
        self.subjects = subjects
        self.findings = findings
    }

    /// A list with an object for each finding: `code`, `severity`, `message`, `hint`, and of the place `file`, `line`, `column`, `endLine`, `endColumn`,
    /// `offset`, `length`, or `image` with `layer`, `digest`, `path`, `createdBy`, or `image` with `key`. What is not known is not there.
    ///
    /// A path that is not UTF-8 has U+FFFD for what is none, and stands in `pathBytes` as Base64 too.
    public var json: JSONValue { .array(findings.map(\.json)) }

    /// All rules that occur, in order of their codes.
    var knownRules: [RuleDescription] {
        var known: [RuleCode: RuleDescription] = [:]
        for rule in rules { known[rule.code] = rule }
        for finding in findings where known[finding.code] == nil {
            known[finding.code] = RuleDescription(finding.code, finding.severity, finding.code.text)
        }
        return known.values.sorted { $0.code < $1.code }
    }

    /// What was looked at, in order, with those that findings name only.
    var allSubjects: [String] {
        var seen: Set<String> = []
        return (subjects + findings.map(\.location.subject)).filter { seen.insert($0).inserted }
    }
}
