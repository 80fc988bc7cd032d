/// Reads a file line by line into instructions: joins continuation lines, leaves out comments, collects here-documents.
struct LineReader {
    /// An instruction's line with what was found on the way to it.
    struct Item {
        var line: LogicalLine
        var comments: [String]
        /// Where an empty line stood within the continuation, if one did.
        var emptyContinuation: Int?
        /// Offset after the last line that was read.
        var end: Int
    }

    let bytes: [UInt8]
    let escape: UInt8
    let maximumSize: Int
    private(set) var offset: Int
    private var comments: [String] = []

    init(_ bytes: [UInt8], from offset: Int, escape: EscapeCharacter, maximumSize: Int) {
        self.bytes = bytes
        self.escape = escape.rawValue
        self.maximumSize = maximumSize
        self.offset = offset
    }

    /// The next instruction; `nil` at the end of the file.
    mutating func next() -> Item? {
        while let bounds = nextLine() {
            let line = trimmedLeft(bounds)
            if line.isEmpty {
                // A comment above an empty line is not about what comes below.
                comments = []
                continue
            }
            if bytes[line.lowerBound] == UInt8(ascii: "#") {
                comments.append(LineReader.comment(bytes[line]))
                continue
            }
            return readInstruction(from: line)
        }
        return nil
    }

    private mutating func readInstruction(from first: Range<Int>) -> Item {
        var item = Item(line: LogicalLine(), comments: comments, emptyContinuation: nil, end: offset)
        comments = []
        var isContinued = append(first, to: &item)
        while isContinued, let bounds = nextLine() {
            let visible = trimmedLeft(bounds)
            if visible.isEmpty {
                if item.emptyContinuation == nil { item.emptyContinuation = bounds.lowerBound }
            } else if bytes[visible.lowerBound] != UInt8(ascii: "#") {
                isContinued = append(bounds, to: &item)
            }
            item.end = offset
        }
        return item
    }

    /// Adds a line without its continuation character; true if it had one. What is beyond the size limit is left out,
    /// but for one byte by which the caller sees it.
    private func append(_ bounds: Range<Int>, to item: inout Item) -> Bool {
        var end = bounds.upperBound
        while end > bounds.lowerBound, bytes[end - 1] == 0x20 || bytes[end - 1] == 0x09 { end -= 1 }
        let isContinued =
            end > bounds.lowerBound && bytes[end - 1] == escape
            && (end - 2 < bounds.lowerBound || bytes[end - 2] != escape)
        let kept = bounds.lowerBound..<(isContinued ? end - 1 : bounds.upperBound)
        let room = maximumSize + 1 - item.line.bytes.count
        item.line.append(bytes[kept].prefix(max(room, 0)), source: kept.lowerBound)
        return isContinued
    }

    /// Reads the lines of a here-document; `nil` content end where the terminator is missing.
    mutating func readHereDocument(name: String, stripsTabs: Bool) -> (content: Range<Int>, isTerminated: Bool) {
        let start = offset
        let terminator = Array(name.utf8)
        while true {
            let lineStart = offset
            guard var line = nextLine() else { return (start..<offset, false) }
            while stripsTabs, !line.isEmpty, bytes[line.lowerBound] == 0x09 { line = line.dropFirst() }
            if bytes[line].elementsEqual(terminator) { return (start..<lineStart, true) }
        }
    }

    /// The next line without its end; `nil` at the end of the file.
    private mutating func nextLine() -> Range<Int>? {
        guard offset < bytes.count else { return nil }
        let start = offset
        var end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
        offset = min(end + 1, bytes.count)
        while end > start, bytes[end - 1] == 0x0D { end -= 1 }
        return start..<end
    }

    private func trimmedLeft(_ bounds: Range<Int>) -> Range<Int> {
        let start = bytes[bounds].firstIndex { !$0.isSpace } ?? bounds.upperBound
        return start..<bounds.upperBound
    }

    private static func comment(_ line: ArraySlice<UInt8>) -> String {
        var content = line.dropFirst()
        while let first = content.first, first.isSpace { content = content.dropFirst() }
        while let last = content.last, last.isSpace { content = content.dropLast() }
        return String(decoding: content, as: UTF8.self)
    }
}
