/// A place in a Dockerfile's text.
public struct SourcePosition: Sendable, Hashable, Comparable {
    /// Number of bytes before this place.
    public var offset: Int
    /// Line, counted from one.
    public var line: Int
    /// Column within the line, counted from one in Unicode scalars.
    public var column: Int

    /// Makes a position from its parts; they are not checked against any text.
    public init(offset: Int, line: Int, column: Int) {
        self.offset = offset
        self.line = line
        self.column = column
    }

    /// The first byte of a text.
    public static let start = SourcePosition(offset: 0, line: 1, column: 1)

    /// Orders by offset.
    public static func < (left: SourcePosition, right: SourcePosition) -> Bool {
        left.offset < right.offset
    }
}

/// A stretch of a Dockerfile's text, from `start` up to but not including `end`.
///
/// A range may span several lines where a word or an instruction is continued on the next one.
public struct SourceRange: Sendable, Hashable {
    /// Where it begins.
    public var start: SourcePosition
    /// The place right after it.
    public var end: SourcePosition

    /// Makes a range; an end before the start becomes the start.
    public init(_ start: SourcePosition, _ end: SourcePosition) {
        self.start = start
        self.end = max(start, end)
    }

    /// The empty range at the start of a text.
    public static let start = SourceRange(.start, .start)
}
