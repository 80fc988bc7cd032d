/// The lines of two texts beside each other: which are in both, which in one alone (Myers, "An O(ND) Difference Algorithm").
///
/// Time and memory are bounded: texts that differ in more than ``limit`` lines are said to have nothing in common between their equal
/// beginnings and ends.
struct LineDifference {
    /// What became of a line.
    enum Change: Hashable, Sendable { case same, removed, added }

    /// A line: where it is in the old and in the new text.
    struct Line: Hashable, Sendable {
        let change: Change
        let old: Int
        let new: Int
    }

    static let limit = 1000

    /// Compares two lists of lines.
    static func lines<Element: Hashable>(_ old: [Element], _ new: [Element]) -> [Line] {
        var begin = 0
        while begin < min(old.count, new.count), old[begin] == new[begin] { begin += 1 }
        var end = 0
        while end < min(old.count, new.count) - begin, old[old.count - 1 - end] == new[new.count - 1 - end] { end += 1 }
        let middle = middle(old[begin..<(old.count - end)], new[begin..<(new.count - end)])
        return (0..<begin).map { Line(change: .same, old: $0, new: $0) } + middle
            + (0..<end).map { Line(change: .same, old: old.count - end + $0, new: new.count - end + $0) }
    }

    private static func middle<Element: Hashable>(_ old: ArraySlice<Element>, _ new: ArraySlice<Element>) -> [Line] {
        guard let rounds = rounds(old, new) else {
            return old.indices.map { Line(change: .removed, old: $0, new: new.startIndex) }
                + new.indices.map { Line(change: .added, old: old.endIndex, new: $0) }
        }
        return path(old, new, rounds)
    }

    /// How far each diagonal gets with so many changes, for every number up to the one that is enough; `nil` beyond the limit.
    private static func rounds<Element: Hashable>(
        _ old: ArraySlice<Element>, _ new: ArraySlice<Element>
    ) -> [[Int32]]? {
        var rounds: [[Int32]] = []
        var before: [Int32] = [0]
        for changes in 0...min(limit, old.count + new.count) {
            var reach = [Int32](repeating: -1, count: 2 * changes + 1)
            for diagonal in stride(from: -changes, through: changes, by: 2) {
                var x = changes == 0 ? 0 : start(diagonal, changes, before)
                var y = x - diagonal
                while x < old.count, y < new.count, y >= 0, old[old.startIndex + x] == new[new.startIndex + y] {
                    x += 1
                    y += 1
                }
                reach[diagonal + changes] = Int32(x)
                if x >= old.count, y >= new.count { return rounds + [reach] }
            }
            rounds.append(reach)
            before = reach
        }
        return nil
    }

    /// Where a diagonal begins after the round before: a step down from the one above it, or right from the one below.
    private static func start(_ diagonal: Int, _ changes: Int, _ before: [Int32]) -> Int {
        let below = diagonal - 1 + changes - 1
        let above = diagonal + 1 + changes - 1
        let right = before.indices.contains(below) ? Int(before[below]) + 1 : Int.min
        let down = before.indices.contains(above) ? Int(before[above]) : Int.min
        return isDown(diagonal, changes, right: right, down: down) ? down : right
    }

    private static func isDown(_ diagonal: Int, _ changes: Int, right: Int, down: Int) -> Bool {
        diagonal == -changes || diagonal != changes && right - 1 < down
    }

    private static func path<Element: Hashable>(
        _ old: ArraySlice<Element>, _ new: ArraySlice<Element>, _ rounds: [[Int32]]
    ) -> [Line] {
        var x = old.count
        var y = new.count
        var lines: [Line] = []
        for changes in stride(from: rounds.count - 1, through: 0, by: -1) {
            let diagonal = x - y
            let begin = changes == 0 ? 0 : start(diagonal, changes, rounds[changes - 1])
            while x > begin, y > 0, x > 0 {
                x -= 1
                y -= 1
                lines.append(Line(change: .same, old: old.startIndex + x, new: new.startIndex + y))
            }
            guard changes > 0 else { break }
            let below = diagonal - 1 + changes - 1
            let above = diagonal + 1 + changes - 1
            let before = rounds[changes - 1]
            let right = before.indices.contains(below) ? Int(before[below]) + 1 : Int.min
            let down = before.indices.contains(above) ? Int(before[above]) : Int.min
            if isDown(diagonal, changes, right: right, down: down) {
                y -= 1
                lines.append(Line(change: .added, old: old.startIndex + x, new: new.startIndex + y))
            } else {
                x -= 1
                lines.append(Line(change: .removed, old: old.startIndex + x, new: new.startIndex + y))
            }
        }
        return lines.reversed()
    }
}
