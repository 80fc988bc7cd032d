import DockerfileSyntax
import OCI

/// A place in a Dockerfile as BuildKit's answers give it: whole lines of the instruction.
struct SourceLocation {
    private let text: SourceText
    /// The lines, counted from one.
    let lines: ClosedRange<Int>

    /// The lines of the instruction that a warning is about; for an empty line within one, its last line, as BuildKit counts.
    init(of warning: Diagnostic, in parsed: ParseResult) {
        let whole = SourceLocation(of: warning.range, in: parsed)
        text = whole.text
        let isContinuation = warning.code == .noEmptyContinuation
        lines = isContinuation ? whole.lines.upperBound...whole.lines.upperBound : whole.lines
    }

    /// The lines of the instruction that holds a range, or the range's own.
    init(of range: SourceRange, in parsed: ParseResult) {
        text = parsed.text
        let whole = parsed.dockerfile.instruction(at: range.start) ?? range
        // The end of an instruction that takes its line end along is the first column of the next line.
        let last = whole.end.column == 1 && whole.end.line > whole.start.line ? whole.end.line - 1 : whole.end.line
        lines = whole.start.line...max(whole.start.line, last)
    }

    /// The `location` of BuildKit's JSON: one range for each line.
    var json: JSONValue {
        ["ranges": .array(lines.map { ["start": ["line": .int($0)], "end": ["line": .int($0)]] })]
    }

    /// The lines with their neighbours, as BuildKit prints them below a warning.
    var excerpt: String {
        let (first, last) = surroundings
        var result = "\(text.name):\(lines.lowerBound)\n--------------------\n"
        for number in first...last {
            let mark = lines.contains(number) ? ">>>" : "   "
            let shown = String(number)
            let padding = String(repeating: " ", count: max(0, 3 - shown.count))
            result += " \(padding)\(shown) | \(mark) \(text.line(number))\n"
        }
        return result + "--------------------\n"
    }

    /// Two lines more, or four where there is one line only, on the sides that have any.
    private var surroundings: (first: Int, last: Int) {
        let count = text.position(at: text.bytes.count).line
        var first = lines.lowerBound
        var last = min(lines.upperBound, count)
        let wanted = lines.count == 1 ? 4 : 2
        var added = 0
        while added < wanted {
            if first > 1 {
                first -= 1
                added += 1
            }
            if last < count {
                last += 1
                added += 1
            }
            added += 1
        }
        return (first, max(first, last))
    }
}
