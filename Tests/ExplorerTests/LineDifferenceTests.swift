import TestRandom
import Testing

@testable import Explorer

@Suite("Comparing lines")
struct LineDifferenceTests {
    @Test("both texts come back out of the lines, and no line is changed that need not be", arguments: 0..<200)
    func random(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let old = (0..<random.below(30)).map { _ in random.below(6) }
        let new = (0..<random.below(30)).map { _ in random.below(6) }
        let lines = LineDifference.lines(old, new)
        #expect(lines.filter { $0.change != .added }.map { old[$0.old] } == old)
        #expect(lines.filter { $0.change != .removed }.map { new[$0.new] } == new)
        #expect(lines.allSatisfy { $0.change != .same || old[$0.old] == new[$0.new] })
        #expect(lines.count { $0.change == .same } == Self.longestCommon(old, new))
    }

    @Test("texts that have nothing in common are told quickly")
    func different() {
        let lines = LineDifference.lines(Array(0..<50_000), Array(100_000..<150_000))
        #expect(lines.count == 100_000)
    }

    /// The length of the longest common subsequence, by the plain table.
    private static func longestCommon(_ old: [Int], _ new: [Int]) -> Int {
        var table = Array(repeating: Array(repeating: 0, count: new.count + 1), count: old.count + 1)
        for i in old.indices {
            for j in new.indices {
                table[i + 1][j + 1] = old[i] == new[j] ? table[i][j] + 1 : max(table[i][j + 1], table[i + 1][j])
            }
        }
        return table[old.count][new.count]
    }
}
