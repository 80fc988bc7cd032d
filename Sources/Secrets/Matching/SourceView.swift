/// What a matcher may see of a file around a keyword: the same bytes, however the file came in pieces.
///
/// Outside of its bounds it reads as zero, as does a file before its start and behind its end. It lives as long as the call
/// that it is given to.
struct SourceView {
    /// How far before a keyword, and how far behind it, is looked.
    static let behind = 1024
    static let ahead = 16 << 10

    private let bytes: UnsafeRawBufferPointer
    /// The first byte that is seen.
    let lower: Int
    /// Behind the last byte that is seen.
    let upper: Int

    /// The bytes around a keyword at a place of a buffer.
    init(_ bytes: UnsafeRawBufferPointer, around anchor: Int) {
        self.bytes = bytes
        lower = max(0, anchor - Self.behind)
        upper = min(bytes.count, anchor + Self.ahead)
    }

    /// A whole text.
    init(whole bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
        lower = 0
        upper = bytes.count
    }

    @inline(__always)
    subscript(index: Int) -> UInt8 { index >= lower && index < upper ? bytes[index] : 0 }

    /// The bytes of a range, as far as they are seen.
    subscript(range: Range<Int>) -> [UInt8] {
        let range = range.clamped(to: lower..<upper)
        return Array(bytes[range.lowerBound..<range.upperBound])
    }

    /// The text of a range.
    func text(_ range: Range<Int>) -> String { String(decoding: self[range], as: UTF8.self) }

    /// The text of a range with its ASCII letters small.
    func lowercased(_ range: Range<Int>) -> [UInt8] { self[range].map(\.smallLetter) }

    /// Whether some bytes stand at a place.
    func has(_ literal: [UInt8], at index: Int) -> Bool {
        guard index >= lower, index + literal.count <= upper else { return false }
        for offset in literal.indices where bytes[index + offset] != literal[offset] { return false }
        return true
    }

    /// Whether a text stands at a place.
    func has(_ literal: StaticString, at index: Int) -> Bool {
        let count = literal.utf8CodeUnitCount
        guard index >= lower, index + count <= upper else { return false }
        for offset in 0..<count where bytes[index + offset] != literal.utf8Start[offset] { return false }
        return true
    }

    /// Where the run of bytes of a set that begins at a place ends, at most so many on.
    func end(of set: ByteSet, from start: Int, atMost limit: Int = .max) -> Int {
        var index = start
        while index < upper, index - start < limit, set.contains(bytes[index]) { index += 1 }
        return index
    }

    /// Where the run of bytes of a set that ends before a place begins, at most so many back.
    func start(of set: ByteSet, endingAt end: Int, atMost limit: Int = .max) -> Int {
        var index = end
        while index > lower, end - index < limit, set.contains(bytes[index - 1]) { index -= 1 }
        return index
    }

    /// The first place of a text in a range.
    func firstIndex(of literal: StaticString, in range: Range<Int>) -> Int? {
        let range = range.clamped(to: lower..<upper)
        guard range.count >= literal.utf8CodeUnitCount else { return nil }
        return (range.lowerBound...(range.upperBound - literal.utf8CodeUnitCount)).first { has(literal, at: $0) }
    }

    /// The line that a place stands in, as far as it is seen, without its end.
    func line(around index: Int) -> Range<Int> {
        var start = min(max(index, lower), upper)
        var end = start
        while start > lower, bytes[start - 1] != UInt8(ascii: "\n") { start -= 1 }
        while end < upper, bytes[end] != UInt8(ascii: "\n"), end - index < 4096 { end += 1 }
        return start..<end
    }

    /// The line that a place is in, with those that a backslash at the end of a line joins it to.
    func command(around index: Int) -> Range<Int> {
        var range = line(around: index)
        while range.lowerBound > lower, isContinued(at: range.lowerBound - 1), index - range.lowerBound < 4096 {
            range = line(around: range.lowerBound - 1).lowerBound..<range.upperBound
        }
        while range.upperBound < upper, isContinued(at: range.upperBound), range.upperBound - index < 4096 {
            range = range.lowerBound..<line(around: range.upperBound + 1).upperBound
        }
        return range
    }

    /// Whether a backslash stands before a line feed.
    private func isContinued(at lineFeed: Int) -> Bool {
        let before = self[lineFeed - 1]
        return before == UInt8(ascii: "\\") || before == UInt8(ascii: "\r") && self[lineFeed - 2] == UInt8(ascii: "\\")
    }
}

extension UInt8 {
    /// A capital ASCII letter made small; any other byte as it is.
    @inline(__always)
    var smallLetter: UInt8 { self >= 0x41 && self <= 0x5A ? self | 0x20 : self }
}
