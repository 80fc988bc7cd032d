/// How much of the history of builds is kept.
public struct HistoryLimits: Hashable, Sendable {
    /// How many builds, the newest; `nil`: all.
    public var builds: Int64? = 1000
    /// How many bytes of output, over all builds; `nil`: all.
    public var logBytes: Int64? = 64 << 20
    /// For how many seconds after it began a build is kept; `nil`: for ever.
    public var age: Int64?

    /// What holds where nothing else is said.
    public init() {}

    /// Nothing goes.
    public static let none = {
        var limits = HistoryLimits()
        (limits.builds, limits.logBytes) = (nil, nil)
        return limits
    }()
}
