/// A Dockerfile in which one instruction stands further down; all other bytes are as they were.
public struct InstructionMove: Sendable, Hashable {
    /// The text with the instruction moved.
    public let bytes: [UInt8]
    /// The line, counted from one, at which the instruction now begins that it was moved below.
    public let line: Int

    /// Moves whole lines, here-documents with them; comments above the instruction stay.
    ///
    /// - Parameters:
    ///   - moved: the instruction; it stands above `other` and shares no line with it.
    ///   - other: the instruction below which it is to stand.
    ///   - left: a line that takes its place, without its end.
    public init(_ moved: SourceRange, below other: SourceRange, leaving left: String? = nil, in text: SourceText) {
        var lines: [[UInt8]] = text.bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map { $0 + [0x0A] }
        // What follows the last line end is no line.
        if lines.last == [0x0A] { lines.removeLast() }
        let (first, last) = (moved.start.line - 1, Self.lastLine(of: moved) - 1)
        let target = min(Self.lastLine(of: other), lines.count)
        let piece: [[UInt8]] = Array(lines[first...min(last, lines.count - 1)])
        let kept: [[UInt8]] = left.map { [Array($0.utf8) + [0x0A]] } ?? []
        var result: [[UInt8]] = Array(lines[..<first])
        result += kept
        result += lines[(last + 1)..<target]
        result += piece
        result += lines[target...]
        bytes = Array(result.joined())
        line = other.start.line - piece.count + kept.count
    }

    /// A range that ends at the beginning of a line does not reach into it.
    private static func lastLine(of range: SourceRange) -> Int {
        range.end.column == 1 && range.end.line > range.start.line ? range.end.line - 1 : range.end.line
    }
}
