import LayerAnalysis
import TestRandom
import Testing

@testable import Explorer

@Suite("Rows of the tree")
struct TreeRowsTests {
    private static func layer(_ random: inout SeededGenerator, _ count: Int) -> LayerTree {
        ExampleImage.tree { builder in
            for _ in 0..<count {
                let path = (0..<(1 + random.below(4))).map { _ in "\(random.below(5))" }.joined(separator: "/")
                if random.below(8) == 0 {
                    builder.add(ExampleImage.path(path), kind: .whiteout)
                } else {
                    builder.add(ExampleImage.path(path), kind: .file, size: Int64(random.below(4)) << 30)
                }
            }
        }
    }

    /// The rows as they are defined: each directory's entries, sorted, with those of open directories behind them.
    private static func expected(_ rows: TreeRows, below node: Int, depth: Int) -> [[Int]] {
        let arrangement = rows.arrangement
        let children = arrangement.stack.children(of: node).filter { arrangement.isShown($0) }
        let sorted = children.sorted { left, right in
            func rank(_ node: Int) -> Int64 {
                switch arrangement.spec.order {
                case .name: 0
                case .size: -arrangement.view.size(of: node)
                case .change: arrangement.change(of: node) == .unchanged ? 1 : 0
                }
            }
            return (rank(left), left) < (rank(right), right)
        }
        return sorted.flatMap { node in
            [[node, depth]] + (rows.isOpen(node) ? expected(rows, below: node, depth: depth + 1) : [])
        }
    }

    private static func found(_ rows: TreeRows) -> [[Int]] {
        (0..<rows.count).map { [rows.place(at: $0).node, rows.place(at: $0).depth] }
    }

    @Test("are what is shown of open directories, in every order and under every filter", arguments: 0..<40)
    func random(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let stack = StackedTree((0..<3).map { _ in Self.layer(&random, 40) })
        var rows = TreeRows(try #require(TreeArrangement(stack, TreeSpec())))
        for _ in 0..<30 {
            switch random.below(4) {
            case 0 where rows.count > 0: rows.toggle(random.below(rows.count))
            case 1: _ = rows.setAll(open: random.below(3) > 0, keeping: StackedTree.root)
            default:
                var spec = rows.arrangement.spec
                spec.upper = random.below(3)
                spec.isAggregated = random.below(2) == 0
                spec.order = TreeSpec.Order.allCases[random.below(3)]
                spec.filter = ["", "", "3", "[12]/4"][random.below(4)]
                spec.hidden = random.below(2) == 0 ? [] : [.unchanged]
                _ = rows.replace(with: try #require(TreeArrangement(stack, spec)), keeping: nil)
            }
            let found = Self.found(rows)
            #expect(found == Self.expected(rows, below: StackedTree.root, depth: 0))
            for (row, place) in found.enumerated() {
                #expect(rows.row(of: place[0], opening: false) == row)
                let parent = found[..<row].lastIndex { $0[1] < place[1] }
                #expect(rows.parentRow(of: row) == parent)
            }
        }
    }

    @Test("a large directory is sorted as a small one, sizes above four gigabytes too")
    func large() throws {
        var random = SeededGenerator(seed: 1)
        let tree = ExampleImage.tree { builder in
            for number in 0..<9000 {
                builder.add(ExampleImage.path("d/\(number)"), kind: .file, size: Int64(random.below(1 << 40)))
            }
        }
        var spec = TreeSpec()
        spec.order = .size
        var rows = TreeRows(try #require(TreeArrangement(StackedTree([tree]), spec)))
        _ = rows.setAll(open: true, keeping: StackedTree.root)
        #expect(rows.count == 9001)
        #expect(Self.found(rows) == Self.expected(rows, below: 0, depth: 0))
    }
}
