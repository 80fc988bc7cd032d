/// Prints diagnostics with the line they are about.
///
///     Dockerfile:3:5: error: unknown instruction: RUNN
///     RUNN apt-get update
///     ^~~~
///     hint: did you mean RUN?
public struct DiagnosticRenderer: Sendable {
    private let text: SourceText

    /// Most columns of a line that are shown; a longer line is cut around the place.
    private static let maximumWidth = 160
    private static let tabWidth = 4

    /// A renderer for diagnostics about a text.
    public init(_ text: SourceText) {
        self.text = text
    }

    /// A diagnostic as lines of text without a line end after the last.
    public func render(_ diagnostic: Diagnostic) -> String {
        let start = diagnostic.range.start
        var lines = [
            "\(text.name):\(start.line):\(start.column): \(diagnostic.severity.rawValue): \(diagnostic.message)"
        ]
        let line = AddressCredentials.hidden(in: text.line(start.line), keepsWidth: true)
        if !line.isEmpty { lines += excerpt(of: line, diagnostic.range) }
        if let hint = diagnostic.hint { lines.append("hint: \(hint)") }
        return lines.joined(separator: "\n")
    }

    /// Diagnostics in order, a blank line between them.
    public func render(_ diagnostics: [Diagnostic]) -> String {
        diagnostics.map { render($0) }.joined(separator: "\n\n")
    }

    /// The line and the mark below it.
    private func excerpt(of line: String, _ range: SourceRange) -> [String] {
        let scalars = Array(line.unicodeScalars)
        let start = min(range.start.column - 1, scalars.count)
        let end = range.end.line == range.start.line ? min(range.end.column - 1, scalars.count) : scalars.count
        let first = scalars.count > DiagnosticRenderer.maximumWidth ? max(0, start - 40) : 0
        let last = min(scalars.count, first + DiagnosticRenderer.maximumWidth)
        var shown = first > 0 ? "…" : ""
        var mark = first > 0 ? " " : ""
        for (index, scalar) in scalars[first..<last].enumerated() {
            let width = append(scalar, to: &shown)
            if first + index < start { mark += String(repeating: " ", count: width) }
        }
        if last < scalars.count { shown += "…" }
        let marked = width(of: scalars[min(start, last)..<max(min(end, last), min(start, last))])
        return [shown, mark + "^" + String(repeating: "~", count: max(0, marked - 1))]
    }

    /// Adds a character as it can be shown; the columns it takes.
    private func append(_ scalar: Unicode.Scalar, to shown: inout String) -> Int {
        let width = width(of: scalar)
        if scalar == "\t" {
            shown += String(repeating: " ", count: width)
        } else if scalar.value < 0x20 || scalar.value == 0x7F {
            shown += "\u{FFFD}"
        } else {
            shown.unicodeScalars.append(scalar)
        }
        return width
    }

    private func width(of scalars: ArraySlice<Unicode.Scalar>) -> Int {
        scalars.reduce(0) { $0 + width(of: $1) }
    }

    /// Columns on a terminal, near enough: none for combining marks, two for East Asian text and emoji.
    private func width(of scalar: Unicode.Scalar) -> Int {
        if scalar == "\t" { return DiagnosticRenderer.tabWidth }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: break
        }
        let wide: [ClosedRange<UInt32>] = [
            0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
            0x1F300...0x1FAFF, 0x20000...0x3FFFD,
        ]
        return wide.contains { $0.contains(scalar.value) } ? 2 : 1
    }
}
