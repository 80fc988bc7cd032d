/// How bad a finding is, from the mildest on: hadolint's four grades.
public enum Severity: String, Hashable, Sendable, Comparable, CaseIterable {
    /// A matter of taste and habit.
    case style
    /// Worth knowing.
    case info
    /// Probably wrong, larger or slower than it has to be.
    case warning
    /// Wrong, or a leak.
    case error

    /// The milder one is the lesser.
    public static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }

    private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
