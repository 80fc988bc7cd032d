/// Puts ranges together that are worth one request.
struct RangeMerge {
    private let gap: Int64
    private let limit: Int
    private var joined: [Range<Int64>] = []

    /// - Parameters:
    ///   - gap: Ranges with at most so many bytes between them are one.
    ///   - limit: There are at most so many.
    init(gap: Int64, limit: Int) { (self.gap, self.limit) = (gap, limit) }

    /// Adds a range, none of which begins before the last one does.
    mutating func add(_ range: Range<Int64>) { Self.add(range, to: &joined, gap: gap) }

    /// Ranges in order that hold all that were added.
    var ranges: [Range<Int64>] {
        if joined.count <= limit { return joined }
        let gaps = zip(joined, joined.dropFirst()).map { $1.lowerBound - $0.upperBound }.sorted()
        let wider = gaps[joined.count - limit - 1]
        return joined.reduce(into: []) { Self.add($1, to: &$0, gap: wider) }
    }

    private static func add(_ range: Range<Int64>, to joined: inout [Range<Int64>], gap: Int64) {
        if range.isEmpty { return }
        if let last = joined.last, range.lowerBound - last.upperBound <= gap {
            joined[joined.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
        } else {
            joined.append(range)
        }
    }
}
