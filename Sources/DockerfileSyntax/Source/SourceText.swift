/// A text with its name, able to tell line and column of a byte.
public struct SourceText: Sendable, Hashable {
    /// Name for diagnostics.
    public let name: String
    /// The bytes, a byte order mark at the head included.
    public let bytes: [UInt8]
    /// Offset of the first byte of each line; the first entry is zero.
    let lineStarts: [Int]

    /// Takes a text and finds its lines. Cost: one pass.
    public init(_ bytes: [UInt8], name: String) {
        self.name = name
        self.bytes = bytes
        var starts = [0]
        for (index, byte) in bytes.enumerated() where byte == 0x0A {
            starts.append(index + 1)
        }
        lineStarts = starts
    }

    /// The position of a byte; an offset past the end gives the end.
    public func position(at offset: Int) -> SourcePosition {
        let offset = min(max(offset, 0), bytes.count)
        let line = lineIndex(of: offset)
        var column = 1
        for byte in bytes[lineStarts[line]..<offset] where byte & 0xC0 != 0x80 {
            column += 1
        }
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
        while end > start, bytes[end - 1] == 0x0A || bytes[end - 1] == 0x0D { end -= 1 }
        return String(decoding: bytes[start..<end], as: UTF8.self)
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
