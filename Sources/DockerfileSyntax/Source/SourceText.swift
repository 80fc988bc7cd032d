/// A text with its name, able to tell line and column of a byte.
public struct SourceText: Sendable, Hashable {
    /// Name for diagnostics.
    public let name: String
    /// The bytes, a byte order mark at the head included.
    public let bytes: [UInt8]
    /// Offset of the first byte of each line; a byte order mark is no part of the first one.
    private let lineStarts: [Int]
    /// How many bytes before each block are not the first of their scalar; makes columns cheap on very long lines.
    private let continuationsBefore: [Int32]

    private static let blockSize = 64

    /// Takes a text and finds its lines. Cost: one pass.
    public init(_ bytes: [UInt8], name: String) {
        self.name = name
        self.bytes = bytes
        var starts = [bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0]
        var counts: [Int32] = []
        var continuations: Int32 = 0
        counts.reserveCapacity(bytes.count / SourceText.blockSize + 1)
        for (index, byte) in bytes.enumerated() {
            if index % SourceText.blockSize == 0 { counts.append(continuations) }
            if byte == UInt8(ascii: "\n") { starts.append(index + 1) }
            if byte & 0xC0 == 0x80 { continuations &+= 1 }
        }
        lineStarts = starts
        continuationsBefore = counts
    }

    /// The position of a byte; an offset past the end gives the end. Cost: a bisection over the lines.
    public func position(at offset: Int) -> SourcePosition {
        let offset = min(max(offset, 0), bytes.count)
        let line = lineIndex(of: offset)
        let start = min(lineStarts[line], offset)
        let column = offset - start - (continuations(before: offset) - continuations(before: start)) + 1
        return SourcePosition(offset: offset, line: line + 1, column: column)
    }

    /// The range between two byte offsets.
    public func range(_ start: Int, _ end: Int) -> SourceRange {
        SourceRange(position(at: start), position(at: end))
    }

    /// The text of a line (counted from one) without its line end; empty where there is no such line.
    public func line(_ number: Int) -> String {
        guard number >= 1, number <= lineStarts.count else { return "" }
        let start = lineStarts[number - 1]
        var end = number < lineStarts.count ? lineStarts[number] : bytes.count
        while end > start, bytes[end - 1] == UInt8(ascii: "\n") || bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }

    private func continuations(before offset: Int) -> Int {
        let block = offset / SourceText.blockSize
        guard block < continuationsBefore.count else {
            return continuationsBefore.last.map { last in
                Int(last) + countContinuations(from: (continuationsBefore.count - 1) * SourceText.blockSize, to: offset)
            } ?? 0
        }
        return Int(continuationsBefore[block]) + countContinuations(from: block * SourceText.blockSize, to: offset)
    }

    private func countContinuations(from start: Int, to end: Int) -> Int {
        var count = 0
        for byte in bytes[start..<end] where byte & 0xC0 == 0x80 { count += 1 }
        return count
    }

    /// Index of the line that holds a byte, by bisection.
    private func lineIndex(of offset: Int) -> Int {
        var low = 0
        var high = lineStarts.count - 1
        while low < high {
            let middle = (low + high + 1) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle - 1 }
        }
        return low
    }
}
