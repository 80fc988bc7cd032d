/// Looks for changes of one kind.
protocol FixRule: Sendable {
    /// The changes that could be made, each by itself; offsets are those of the subject's text.
    func fixes(in subject: FixSubject) -> [Fix]
}

extension FixName {
    /// The rules in the order in which their changes are made.
    static var rules: [any FixRule] {
        [
            PinBase(), IgnoreContext(), SplitStages(), OrderCopy(), OwnCopies(), JoinCleanUp(), MergeRuns(),
            NoRecommends(), CacheMount(), NoPackageCache(), MountSecret(), Suggestions(),
            IgnoreCopied(),
        ]
    }
}
