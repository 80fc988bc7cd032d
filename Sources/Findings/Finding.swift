/// Something that a rule found, and where.
public struct Finding: Hashable, Sendable {
    /// The rule.
    public var code: RuleCode
    /// How bad it is here: the rule's own grade unless the user has another.
    public var severity: Severity
    /// What was found, in a sentence. Never holds a whole secret.
    public var message: String
    /// What to do about it.
    public var hint: String?
    /// Where.
    public var location: FindingLocation

    /// Makes a finding.
    public init(
        _ code: RuleCode, _ severity: Severity, _ message: String, hint: String? = nil, at location: FindingLocation
    ) {
        self.code = code
        self.severity = severity
        self.message = message
        self.hint = hint
        self.location = location
    }
}

extension Sequence<Finding> {
    /// The findings in the order of a text: by subject as they came, then by place, then by code.
    public func sortedByPlace() -> [Finding] {
        var order: [String: Int] = [:]
        for finding in self where order[finding.location.subject] == nil {
            order[finding.location.subject] = order.count
        }
        return enumerated().sorted { left, right in
            let (first, second) = (left.element, right.element)
            let (one, two) = (order[first.location.subject] ?? 0, order[second.location.subject] ?? 0)
            if one != two { return one < two }
            let (here, there) = (first.location.range?.start, second.location.range?.start)
            if here?.line != there?.line { return (here?.line ?? 0) < (there?.line ?? 0) }
            if here?.offset != there?.offset { return (here?.offset ?? 0) < (there?.offset ?? 0) }
            return first.code == second.code ? left.offset < right.offset : first.code < second.code
        }.map(\.element)
    }

    /// The worst grade; `nil` where nothing was found.
    public var worst: Severity? { self.map(\.severity).max() }
}
