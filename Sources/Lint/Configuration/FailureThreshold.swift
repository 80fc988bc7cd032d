public import Findings

/// From which grade on a finding makes the run fail, in hadolint's words: a severity, `none`, or `ignore`.
public enum FailureThreshold: Hashable, Sendable {
    /// Findings of this grade or a worse one.
    case severity(Severity)
    /// Nothing does.
    case never

    /// Reads `error`, `warning`, `info`, `style`, `ignore` or `none`, in any case; `nil` for anything else.
    ///
    /// hadolint takes `ignore` for the mildest grade, so that even a finding of that fails; findings of ignored rules are not reported at all.
    public init?(_ text: some StringProtocol) {
        switch text.lowercased() {
        case "none": self = .never
        case "ignore": self = .severity(.style)
        case let name:
            guard let severity = Severity(rawValue: name) else { return nil }
            self = .severity(severity)
        }
    }

    /// Whether findings, of which this is the worst grade, make the run fail.
    public func fails(_ worst: Severity?) -> Bool {
        guard case .severity(let threshold) = self, let worst else { return false }
        return worst >= threshold
    }
}
