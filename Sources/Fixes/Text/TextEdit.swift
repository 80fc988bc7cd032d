/// A stretch of a file's bytes that gives way to others.
public struct TextEdit: Sendable, Hashable {
    /// The bytes that go, as offsets into the file; empty where something is only put in.
    public let range: Range<Int>
    /// What takes their place.
    public let replacement: [UInt8]

    /// An edit of bytes.
    public init(_ range: Range<Int>, _ replacement: [UInt8]) {
        (self.range, self.replacement) = (range, replacement)
    }

    /// An edit of text.
    public init(_ range: Range<Int>, _ replacement: String) {
        self.init(range, Array(replacement.utf8))
    }
}

extension TextEdit {
    /// The bytes with all edits made; `nil` where two of them overlap or one lies outside.
    static func apply(_ edits: [TextEdit], to bytes: [UInt8]) -> [UInt8]? {
        var result: [UInt8] = []
        var offset = 0
        for edit in sorted(edits) {
            guard edit.range.lowerBound >= offset, edit.range.upperBound <= bytes.count else { return nil }
            result += bytes[offset..<edit.range.lowerBound]
            result += edit.replacement
            offset = edit.range.upperBound
        }
        return result + bytes[offset...]
    }

    /// In the order of their places; those at one place stay as they were.
    static func sorted(_ edits: [TextEdit]) -> [TextEdit] {
        edits.enumerated().sorted {
            ($0.element.range.lowerBound, $0.offset) < ($1.element.range.lowerBound, $1.offset)
        }.map(\.element)
    }
}

/// Edits that were made one after the other: tells where a place of the text as it is now was at the beginning.
struct EditHistory: Sendable {
    private var batches: [[TextEdit]] = []

    /// Notes edits that were made together.
    mutating func add(_ edits: [TextEdit]) { batches.append(TextEdit.sorted(edits)) }

    /// The offset that a place had in the first text; of what was put in, where it was put.
    func original(_ offset: Int) -> Int {
        batches.reversed().reduce(offset) { Self.before($1, $0) }
    }

    private static func before(_ edits: [TextEdit], _ offset: Int) -> Int {
        var shift = 0
        for edit in edits {
            let start = edit.range.lowerBound + shift
            if offset < start { break }
            let end = start + edit.replacement.count
            if offset < end { return edit.range.lowerBound + min(offset - start, edit.range.count) }
            shift += edit.replacement.count - edit.range.count
        }
        return offset - shift
    }
}
