import DockerfileSyntax

/// Makes fixes of a Dockerfile and of its ignore file, one after the other, until there is none left.
///
/// A Dockerfile with errors stays as it is. What was fixed is not fixed again: a second run changes nothing.
public struct Fixer: Sendable {
    /// What came of it.
    public struct Result: Sendable {
        /// The Dockerfile with the fixes.
        public var dockerfile: [UInt8]
        /// The ignore file with the fixes; `nil` where there is none.
        public var ignoreFile: [UInt8]?
        /// The fixes that were made, in the order of their lines.
        public var applied: [Fix] = []
        /// What could be done besides, in the order of the lines.
        public var others: [Fix] = []
        /// Whether the Dockerfile has errors: nothing was looked at then.
        public var isUnreadable = false
    }

    private let bytes: [UInt8]
    private let name: String
    private let facts: FixFacts

    /// More fixes than this are a fault of a rule.
    private static let limit = 2000

    /// Makes fixes of a text.
    public init(_ bytes: [UInt8], name: String, facts: FixFacts = FixFacts()) {
        (self.bytes, self.name, self.facts) = (bytes, name, facts)
    }

    /// Makes all fixes that are wanted.
    ///
    /// - Parameters:
    ///   - packages: what a fix that leaves out recommended packages installs by name, by its ``Fix/key``.
    ///   - wants: whether a fix is made; it is told the same fix again after others were made, and has to say the same
    ///     of the same ``Fix/key``.
    public func run(naming packages: [String: [String]] = [:], making wants: (Fix) -> Bool) -> Result {
        var facts = facts
        var subject = FixSubject(bytes, name: name, facts)
        var result = Result(dockerfile: bytes, ignoreFile: facts.ignoreFile.bytes)
        guard !subject.parsed.hasErrors, !subject.dockerfile.stages.isEmpty else {
            result.isUnreadable = true
            return result
        }
        let first = subject.parsed.text
        var history = EditHistory()
        var refused: Set<String> = []
        for _ in 0..<Self.limit {
            let found = Self.all(in: subject).map { fix in
                let placed = Self.placed(fix, first, history)
                return placed.naming(packages[placed.key] ?? [])
            }
            guard let fix = found.first(where: { !refused.contains($0.key) && !$0.edits.isEmpty && wants($0) }) else {
                result.others = found.filter { !refused.contains($0.key) }
                break
            }
            guard let next = Self.apply(fix, to: subject) else {
                refused.insert(fix.key)
                continue
            }
            if fix.file == .dockerfile { history.add(fix.edits) }
            subject = next
            facts = next.facts
            result.applied.append(fix)
        }
        result.dockerfile = subject.bytes
        result.ignoreFile = facts.ignoreFile.bytes
        result.applied.sort { ($0.line, $0.name.rawValue) < ($1.line, $1.name.rawValue) }
        return result
    }

    private static func all(in subject: FixSubject) -> [Fix] {
        FixName.rules.flatMap { $0.fixes(in: subject) }
    }

    /// The fix with the line that its instruction had at the beginning.
    private static func placed(_ fix: Fix, _ text: SourceText, _ history: EditHistory) -> Fix {
        var fix = fix
        if fix.file == .dockerfile { fix.line = text.position(at: history.original(fix.offset)).line }
        return fix
    }

    /// The subject with a fix; `nil` where the text could not be read any more.
    private static func apply(_ fix: Fix, to subject: FixSubject) -> FixSubject? {
        var facts = subject.facts
        switch fix.file {
        case .ignoreFile:
            guard let bytes = TextEdit.apply(fix.edits, to: facts.ignoreFile.bytes ?? []) else { return nil }
            facts.ignoreFile.bytes = bytes
            return FixSubject(subject.bytes, name: subject.parsed.text.name, facts)
        case .dockerfile:
            guard let bytes = TextEdit.apply(fix.edits, to: subject.bytes), bytes != subject.bytes else { return nil }
            let next = FixSubject(bytes, name: subject.parsed.text.name, facts)
            return next.parsed.hasErrors ? nil : next
        }
    }
}
