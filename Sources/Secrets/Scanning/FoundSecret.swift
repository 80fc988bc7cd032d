import Findings
import OCI

/// A credential in a file that is still searched.
struct FoundSecret {
    let rule: Int
    /// From the start of the file.
    let offset: Int
    let length: Int
    /// Of two that overlap the higher one is kept.
    let priority: Int
    var range: TextRange?
    private let confidence: SecretConfidence
    private let severity: Severity
    private let redacted: String
    private let note: String?
    private let identity: SecretIdentity
    private let isAllowed: Bool

    init(
        _ number: Int, _ rule: SecretRule, _ candidate: SecretCandidate, in view: SourceView, base: Int,
        allows: (_ secret: [UInt8], _ identity: SecretIdentity) -> Bool
    ) {
        let secret = view[candidate.range]
        self.rule = number
        offset = base + candidate.range.lowerBound
        length = candidate.range.count
        priority = rule.priority * 3 + candidate.confidence.rawValue
        confidence = candidate.confidence
        severity =
            candidate.isMilder || candidate.confidence == .doubtful ? min(rule.severity, .warning) : rule.severity
        redacted = Redaction.text(of: secret, prefix: candidate.prefix)
        note = candidate.note
        identity = SecretIdentity(rule.name, secret)
        let start = view.line(around: candidate.range.lowerBound).lowerBound
        let end = view.line(around: candidate.range.upperBound).upperBound
        // A key has many lines: what allows it stands in its first or last one.
        isAllowed =
            view.firstIndex(of: "strata:allow", in: start..<candidate.range.lowerBound) != nil
            || view.firstIndex(of: "strata:allow", in: candidate.range.upperBound..<end) != nil
            || allows(secret, identity)
    }

    /// What is said of it.
    func match(_ rule: SecretRule) -> SecretMatch {
        let start = TextPosition(offset: offset, line: 1, column: offset + 1)
        return SecretMatch(
            rule: rule, range: range ?? TextRange(start, start), confidence: confidence, severity: severity,
            redacted: redacted,
            note: note, identity: identity, isAllowed: isAllowed)
    }
}

/// Of findings that overlap the best is kept.
enum SecretOverlaps {
    /// In order of their places, none within another.
    static func resolved(_ found: [FoundSecret]) -> [FoundSecret] {
        let ranked = found.sorted {
            ($1.priority, $0.offset, $0.rule, $1.length) < ($0.priority, $1.offset, $1.rule, $0.length)
        }
        var kept: [FoundSecret] = []
        var ends: [Int] = []
        for next in ranked {
            // Where the first one begins that begins behind this one.
            let place = kept.partitionPoint { $0.offset < next.offset }
            if place > 0, ends[place - 1] > next.offset { continue }
            if place < kept.count, kept[place].offset < next.offset + next.length { continue }
            kept.insert(next, at: place)
            ends.insert(next.offset + next.length, at: place)
        }
        return kept
    }
}

extension SecretRule {
    /// Which of two rules is believed that find the same: the one that knows more.
    var priority: Int {
        switch matcher {
        case .structure(.assignment), .structure(.wholeFile), .structure(.credentialList): 0
        case .structure(.bearerHeader), .structure(.commandLine), .structure(.settingLine), .structure(.sqlPassword): 1
        case .named: 2
        case .structure(.serviceAccount): 4
        case .token, .structure: 3
        }
    }

    /// The credential that the keyword at a range begins.
    func candidate(_ keyword: Range<Int>, in view: SourceView, _ context: SecretContext) -> SecretCandidate? {
        switch matcher {
        case .structure(let structure):
            return structure.candidate(keyword, in: view, context)
        case .token(let pattern):
            guard let range = pattern.match(in: view, anchorAt: keyword.lowerBound) else { return nil }
            let prefix = pattern.anchor == 0 ? keyword.count : 0
            guard let confidence = check.verdict(view[range], prefix: prefix) else { return nil }
            // Texts of a program stand beside each other without a mark: what proves itself needs none.
            let isBounded = isBounded(range, pattern, in: view)
            guard isBounded || confidence == .verified && check.isProof, confidence > .doubtful || !context.isBinary
            else {
                return nil
            }
            return SecretCandidate(range: range, confidence: confidence, prefix: prefix)
        case .named(_, let pattern, let wantsWord):
            guard context.kind != .prose || wantsWord, let assignment = Assignment(around: keyword, in: view),
                pattern.matches(assignment.value, of: view)
            else { return nil }
            let words = CredentialName.words(view[assignment.name])
            guard !wantsWord || words.contains(where: Self.isCredentialWord),
                let confidence = check.verdict(view[assignment.value], prefix: 0), confidence > .doubtful
            else { return nil }
            return SecretCandidate(range: assignment.value, confidence: confidence)
        }
    }

    private static func isCredentialWord(_ word: String) -> Bool {
        [
            "key", "token", "secret", "pass", "password", "pwd", "auth", "pat", "apikey", "credential", "credentials",
            "accesskey", "sid", "jwt", "bearer",
        ]
        .contains(word) || ["token", "secret", "apikey", "key", "password"].contains { word.hasSuffix($0) }
    }

    /// Whether a token begins and ends where it seems to.
    private func isBounded(_ range: Range<Int>, _ pattern: TokenPattern, in view: SourceView) -> Bool {
        if pattern.goesOn(with: view[range.upperBound]) { return false }
        let before = view[range.lowerBound - 1]
        guard ByteSet.alphanumeric.contains(before) || before == UInt8(ascii: "_") else { return true }
        // \n or \t of a text in quotes, or %3D of a URL.
        let second = view[range.lowerBound - 2]
        return second == UInt8(ascii: "\\") || view[range.lowerBound - 3] == UInt8(ascii: "%")
    }
}

extension SecretMatcher {
    /// Whether it is looked for in files that are no texts.
    var isForBinaries: Bool {
        switch self {
        case .token: true
        case .named: false
        case .structure(let structure): structure.isForBinaries
        }
    }
}
