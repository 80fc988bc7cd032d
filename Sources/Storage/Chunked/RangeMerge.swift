/// Puts ranges together that are worth one request.
enum RangeMerge {
    /// Ranges in order that hold all of the given ones: those with at most `gap` bytes between them are one, and there are at most
    /// `limit`.
    static func merged(_ ranges: [Range<Int64>], gap: Int64, limit: Int) -> [Range<Int64>] {
        let sorted = ranges.filter { !$0.isEmpty }.sorted { $0.lowerBound < $1.lowerBound }
        var result = joined(sorted, gap: gap)
        if result.count > limit {
            let gaps = zip(result, result.dropFirst()).map { $1.lowerBound - $0.upperBound }.sorted()
            result = joined(result, gap: gaps[result.count - limit - 1])
        }
        return result
    }

    private static func joined(_ sorted: [Range<Int64>], gap: Int64) -> [Range<Int64>] {
        var result: [Range<Int64>] = []
        for range in sorted {
            if let last = result.last, range.lowerBound - last.upperBound <= gap {
                result[result.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
            } else {
                result.append(range)
            }
        }
        return result
    }
}
