import DockerfileSyntax
import Findings
import Lint
import TerminalUI

/// Findings for a person at a terminal: hadolint's line, the place below it, what to do.
struct LintText {
    private let results: [LintResult]
    private let style: Style

    init(_ results: [LintResult], style: Style) {
        self.results = results
        self.style = style
    }

    /// All of it, with a count at the end.
    var text: String {
        let findings = results.flatMap(\.findings)
        if findings.isEmpty { return "Nothing found.\n" }
        let parts = results.map { result in
            let renderer = DiagnosticRenderer(result.parsed.text)
            return result.findings.map { show($0, of: result, renderer) }.joined()
        }
        let counts = Severity.allCases.reversed().compactMap { severity in
            let count = findings.count { $0.severity == severity }
            return count == 0 ? nil : "\(count) \(severity.rawValue)"
        }
        return parts.joined() + "\n" + counts.joined(separator: ", ") + "\n"
    }

    private func show(_ finding: Finding, of result: LintResult, _ renderer: DiagnosticRenderer) -> String {
        let place = LogText.harmless("\(result.parsed.text.name):\(result.instructionLine(of: finding))")
        var text =
            "\(style.bold(place)) \(finding.code) \(word(finding.severity)): \(LogText.harmless(finding.message))\n"
        if let range = finding.location.range {
            let source = SourceRange(
                SourcePosition(offset: range.start.offset, line: range.start.line, column: range.start.column),
                SourcePosition(offset: range.end.offset, line: range.end.line, column: range.end.column))
            // The renderer's first line says again what stands above.
            let lines = renderer.render(.warning(.noInstructions, "", at: source)).split(separator: "\n").dropFirst()
            text += lines.map { style.faint("    " + $0) + "\n" }.joined()
        }
        if let hint = finding.hint { text += "    \(style.cyan("hint:")) \(LogText.harmless(hint))\n" }
        return text
    }

    private func word(_ severity: Severity) -> String {
        switch severity {
        case .error: style.boldRed(severity.rawValue)
        case .warning: style.yellow(severity.rawValue)
        case .info: style.cyan(severity.rawValue)
        case .style: style.faint(severity.rawValue)
        }
    }
}
