/// The patterns of a `.dockerignore` file, or of `--exclude`, ready for matching.
///
/// The last pattern that matches a path or one of its parents decides; a pattern that begins with `!` takes a path
/// back in. The semantics are those of moby's pattern matcher as BuildKit uses it while it walks a tree, parents
/// first. Paths are relative to the context, without `./` at the head and `/` at the end.
public struct IgnorePatterns: Sendable, Hashable {
    /// One pattern.
    struct Rule: Sendable, Hashable {
        var pattern: PathPattern
        /// Whether it takes paths back in.
        var isException: Bool
    }

    let rules: [Rule]
    /// Whether there is a pattern that takes paths back in.
    public let hasExceptions: Bool

    /// No pattern: nothing is ignored.
    public init() {
        rules = []
        hasExceptions = false
    }

    init(rules: [Rule]) {
        self.rules = rules
        hasExceptions = rules.contains(where: \.isException)
    }

    /// Whether nothing is ignored.
    public var isEmpty: Bool { rules.isEmpty }

    /// Whether nothing at all is left: a pattern for every name, and none that takes something back in.
    public var ignoresEverything: Bool {
        let all: [[PathPattern.Token]] = [[.anyRun], [.anything], [.directories, .anyRun]]
        return !hasExceptions && rules.contains { all.contains($0.pattern.tokens) }
    }

    /// Whether a path is ignored. For walks over a tree use ``State``, which does not look at the parents again.
    public func matches(_ path: [UInt8]) -> Bool {
        var state = State()
        for index in path.indices where path[index] == UInt8(ascii: "/") && index > 0 {
            state = match(path[..<index], in: state)
        }
        return match(path[...], in: state).isIgnored
    }

    /// Whether a path is ignored.
    public func matches(_ path: String) -> Bool {
        matches([UInt8](path.utf8))
    }

    /// What is known of a directory: which patterns match it or one of its parents.
    public struct State: Sendable, Hashable {
        fileprivate var matched = MatchSet()
        /// Whether the directory (or file) itself is ignored.
        public fileprivate(set) var isIgnored = false

        /// The state of the context's root.
        public init() {}
    }

    /// Matches an entry, given the state of the directory that holds it. Cost: one match for each pattern at most.
    ///
    /// - Parameters:
    ///   - path: the entry's whole path.
    ///   - parent: the state of its parent; `State()` for an entry of the root.
    /// - Returns: the entry's own state, for its children if it is a directory.
    public func match(_ path: ArraySlice<UInt8>, in parent: State) -> State {
        var state = State()
        state.matched = parent.matched
        for (index, rule) in rules.enumerated() {
            // A pattern that could not change the outcome is not tried, and not remembered for the children, as in
            // moby.
            if !state.matched.contains(index) {
                guard rule.isException == state.isIgnored, rule.pattern.matches(path) else { continue }
                state.matched.insert(index)
            }
            state.isIgnored = !rule.isException
        }
        return state
    }

    /// Whether a directory that is ignored need not be entered at all: no exception can match below it.
    public func canSkipDirectory(_ directory: [UInt8]) -> Bool {
        canSkipDirectory(directory[...])
    }

    /// Whether a directory that is ignored need not be entered at all: no exception can match below it.
    public func canSkipDirectory(_ directory: ArraySlice<UInt8>) -> Bool {
        !hasExceptions || !rules.contains { $0.isException && $0.pattern.canMatch(below: directory) }
    }
}

/// Numbers of patterns; up to 64 need no memory of their own, so that a walk over many files allocates nothing.
private struct MatchSet: Sendable, Hashable {
    private var first: UInt64 = 0
    private var others: [UInt64] = []

    func contains(_ index: Int) -> Bool {
        if index < 64 { return first & (1 << UInt64(index)) != 0 }
        let word = index / 64 - 1
        return word < others.count && others[word] & (1 << UInt64(index % 64)) != 0
    }

    mutating func insert(_ index: Int) {
        if index < 64 {
            first |= 1 << UInt64(index)
            return
        }
        let word = index / 64 - 1
        while others.count <= word { others.append(0) }
        others[word] |= 1 << UInt64(index % 64)
    }
}
