/// An instruction with its continuation lines joined, able to tell where each byte came from.
struct LogicalLine: Sendable, Hashable {
    /// A stretch of bytes that stand together in the file.
    private struct Segment: Hashable {
        var start: Int
        var source: Int
    }

    private(set) var bytes: [UInt8] = []
    private var segments: [Segment] = []

    /// Adds bytes that begin at `source` in the file.
    mutating func append(_ part: ArraySlice<UInt8>, source: Int) {
        segments.append(Segment(start: bytes.count, source: source))
        bytes.append(contentsOf: part)
    }

    /// The place in the file of a byte.
    func sourceOffset(of index: Int) -> Int {
        var low = 0
        var high = segments.count - 1
        guard high >= 0 else { return 0 }
        while low < high {
            let middle = (low + high + 1) / 2
            if segments[middle].start <= index { low = middle } else { high = middle - 1 }
        }
        return segments[low].source + index - segments[low].start
    }

    /// All of the line without surrounding space.
    var trimmed: LinePiece { LinePiece(line: self, bounds: 0..<bytes.count).trimmed }
}
