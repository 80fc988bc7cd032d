import DockerfileSyntax
public import Findings

/// Looks through Dockerfiles: what the parser says, BuildKit's checks, hadolint's rules and Strata's own.
public struct Linter {
    private let options: LintOptions

    /// The code under which what cannot be understood is reported, as hadolint's.
    public static let parseCode: RuleCode = "DL1000"

    /// A linter with options.
    public init(_ options: LintOptions = LintOptions()) { self.options = options }

    /// Reads a file. It never fails: what cannot be understood becomes a finding, and the rest is there.
    public func read(_ bytes: [UInt8], name: String) -> LintFile {
        LintFile(Dockerfile.parse(bytes, name: name), options: options)
    }

    /// Looks through a file.
    public func lint(_ bytes: [UInt8], name: String) -> LintResult { lint(read(bytes, name: name)) }

    /// Looks through a file that was read.
    ///
    /// - Parameter further: findings of other programs about the same file, which its comments and the options hold for too.
    public func lint(_ file: LintFile, further: [FurtherFinding] = []) -> LintResult {
        let parsed = file.parsed
        var found = diagnostics(of: parsed)
        for rule in RuleList.all {
            let matches = rule.check(file)
            if matches.isEmpty { continue }
            let text = rule.text
            guard let severity = severity(of: text.code, text.severity) else { continue }
            found += matches.map {
                FurtherFinding(text.code, severity, $0.message ?? text.summary, hint: $0.hint, at: $0.range)
            }
        }
        found += further.compactMap { finding in
            var finding = finding
            guard let severity = severity(of: finding.code, finding.severity) else { return nil }
            finding.severity = severity
            return finding
        }
        let kept = filter(found, file)
        return LintResult(parsed: parsed, lines: file.lines, findings: kept.map { $0.finding(in: parsed.text.name) })
    }

    private func severity(of code: RuleCode, _ standard: Severity?) -> Severity? {
        options.ignored.contains(code) ? nil : options.severities[code] ?? standard
    }

    /// What the parser and the planner of builds say: mistakes, and BuildKit's checks under their own names.
    private func diagnostics(of parsed: ParseResult) -> [FurtherFinding] {
        (parsed.diagnostics + PlannerChecks.diagnostics(of: parsed)).compactMap { diagnostic in
            let isMistake = diagnostic.severity == .error
            let code = diagnostic.code.isRule ? RuleCode(diagnostic.code.rawValue) : Self.parseCode
            let isFatal = isMistake || parsed.checks.makesErrors && diagnostic.code.isRule
            guard let severity = severity(of: code, isFatal ? .error : .warning) else { return nil }
            return FurtherFinding(code, severity, diagnostic.message, hint: diagnostic.hint, at: diagnostic.range)
        }
    }

    private func filter(_ found: [FurtherFinding], _ file: LintFile) -> [FurtherFinding] {
        let ignored = IgnoredRules(file)
        let checks = file.parsed.checks
        var seen: Set<FurtherFinding> = []
        let kept = found.filter { finding in
            if !options.disablesPragmas, ignored.contains(finding.code, at: finding.range) { return false }
            if checks.skips(ruleNamed: finding.code.text, at: finding.range.start) { return false }
            return seen.insert(finding).inserted
        }
        return kept.enumerated().sorted { left, right in
            let (first, second) = (left.element.range.start, right.element.range.start)
            return (file.lines.line(of: first), left.element.code.text, first.offset, left.offset)
                < (file.lines.line(of: second), right.element.code.text, second.offset, right.offset)
        }.map(\.element)
    }
}
