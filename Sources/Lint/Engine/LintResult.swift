public import DockerfileSyntax
public import Findings

/// What a linter found in a file.
public struct LintResult {
    /// What the parser made of the file.
    public let parsed: ParseResult
    let lines: InstructionLines
    /// What was found, in the order of the instructions.
    public let findings: [Finding]

    /// The line in which the instruction begins that a finding belongs to: hadolint's line of it.
    public func instructionLine(of finding: Finding) -> Int {
        guard let start = finding.location.range?.start else { return 1 }
        let place = SourcePosition(offset: start.offset, line: start.line, column: start.column)
        return lines.line(of: place)
    }
}

/// A finding before it knows the name of its file.
public struct FurtherFinding: Hashable, Sendable {
    /// The rule.
    public var code: RuleCode
    /// How bad it is.
    public var severity: Severity
    /// What was found.
    public var message: String
    /// What to do about it.
    public var hint: String?
    /// Where.
    public var range: SourceRange

    /// Makes a finding.
    public init(_ code: RuleCode, _ severity: Severity, _ message: String, hint: String? = nil, at range: SourceRange) {
        self.code = code
        self.severity = severity
        self.message = message
        self.hint = hint
        self.range = range
    }

    func finding(in file: String) -> Finding {
        let start = TextPosition(offset: range.start.offset, line: range.start.line, column: range.start.column)
        let end = TextPosition(offset: range.end.offset, line: range.end.line, column: range.end.column)
        return Finding(code, severity, message, hint: hint, at: .file(file, TextRange(start, end)))
    }
}
