/// A place in a text.
public struct TextPosition: Hashable, Sendable, Comparable {
    /// Bytes before it.
    public var offset: Int
    /// Line, counted from one.
    public var line: Int
    /// Column, counted from one, in Unicode scalars.
    public var column: Int

    /// Makes a position.
    public init(offset: Int, line: Int, column: Int) {
        self.offset = offset
        self.line = line
        self.column = column
    }

    /// By the offset.
    public static func < (left: TextPosition, right: TextPosition) -> Bool { left.offset < right.offset }
}

/// A part of a text, from a position up to one that no longer belongs to it.
public struct TextRange: Hashable, Sendable {
    /// The first place.
    public var start: TextPosition
    /// The place behind the last one; not before `start`.
    public var end: TextPosition

    /// Makes a range.
    public init(_ start: TextPosition, _ end: TextPosition) {
        self.start = start
        self.end = end
    }
}
