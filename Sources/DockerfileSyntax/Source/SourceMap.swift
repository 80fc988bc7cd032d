/// Where the bytes of a text stand in the file that it was put together from.
public struct SourceMap: Hashable, Sendable {
    /// A stretch of bytes that stand together in the file, too.
    private struct Segment: Hashable {
        var start: Int
        var source: Int
    }

    private var segments: [Segment] = []

    /// The map of an empty text.
    public init() {}

    /// Says that the bytes from `start` on are those of the file from `source` on.
    public mutating func add(from start: Int, source: Int) { segments.append(Segment(start: start, source: source)) }

    /// The offset in the file of a byte of the text; 0 where nothing was said.
    public func offset(of index: Int) -> Int {
        var low = 0
        var high = segments.count - 1
        guard high >= 0 else { return 0 }
        while low < high {
            let middle = (low + high + 1) / 2
            if segments[middle].start <= index { low = middle } else { high = middle - 1 }
        }
        return segments[low].source + index - segments[low].start
    }
}
