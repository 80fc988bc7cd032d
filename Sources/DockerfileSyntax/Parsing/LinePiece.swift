/// A part of a ``LogicalLine``.
struct LinePiece: Sendable, Hashable {
    let line: LogicalLine
    var bounds: Range<Int>

    var bytes: ArraySlice<UInt8> { line.bytes[bounds] }
    var text: String { String(decoding: bytes, as: UTF8.self) }
    var isEmpty: Bool { bounds.isEmpty }

    /// The same part without space at its ends.
    var trimmed: LinePiece {
        var low = bounds.lowerBound
        var high = bounds.upperBound
        while low < high, line.bytes[low].isSpace { low += 1 }
        while high > low, line.bytes[high - 1].isSpace { high -= 1 }
        return piece(low..<high)
    }

    func piece(_ bounds: Range<Int>) -> LinePiece {
        LinePiece(line: line, bounds: bounds)
    }

    /// The first word, and what follows the space after it.
    var headAndTail: (head: LinePiece, tail: LinePiece) {
        let whole = trimmed
        let split = whole.bytes.firstIndex(where: \.isSpace) ?? whole.bounds.upperBound
        return (piece(whole.bounds.lowerBound..<split), piece(split..<whole.bounds.upperBound).trimmed)
    }

    /// The words between space.
    var words: [LinePiece] {
        var result: [LinePiece] = []
        var start: Int?
        for index in bounds {
            if line.bytes[index].isSpace {
                if let begin = start { result.append(piece(begin..<index)) }
                start = nil
            } else if start == nil {
                start = index
            }
        }
        if let begin = start { result.append(piece(begin..<bounds.upperBound)) }
        return result
    }

    /// Where the part stands in the file.
    func range(in text: SourceText) -> SourceRange {
        let start = line.sourceOffset(of: bounds.lowerBound)
        guard !bounds.isEmpty else { return text.range(start, start) }
        return text.range(start, line.sourceOffset(of: bounds.upperBound - 1) + 1)
    }
}

extension UInt8 {
    /// Space as the parser splits at it.
    var isSpace: Bool { self == 0x20 || (0x09...0x0D).contains(self) }
}
