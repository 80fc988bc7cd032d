import LayerAnalysis
import OCI

/// The open directories of a tree, with what is needed to tell what a row shows: sixteen bytes each, and nothing for what is in them.
struct TreeBranches: Sendable {
    private struct Branch {
        let node: UInt32
        /// Which one it is among the entries of its directory.
        var position: UInt32
        /// How many rows are below it.
        var total: UInt32
        /// How many rows are below the open ones before it in its directory.
        var before: UInt32 = 0

        /// Its row among all those that are below its directory.
        var row: Int { Int(position) + Int(before) }
    }

    /// Grouped by the directory that they are in, which come in order; in each group by position.
    private var branches: [Branch] = []
    /// The directories that have open ones in them, in order, and where each group begins.
    private var parents: [UInt32] = []
    private var starts: [UInt32] = []
    /// How many rows there are below what is in `/`.
    private(set) var total = 0

    init() {}

    /// Takes directories, in order of their numbers, that are open and shown. What is in a closed one does no harm.
    init(_ open: [UInt32], _ arrangement: TreeArrangement) {
        branches.reserveCapacity(open.count)
        var first = 0
        for (index, node) in open.enumerated() {
            let parent = arrangement.stack.parent(of: Int(node))
            if parents.last != UInt32(parent) {
                parents.append(UInt32(parent))
                starts.append(UInt32(index))
                first = arrangement.stack.children(of: parent).lowerBound
            }
            branches.append(
                Branch(
                    node: node, position: UInt32(arrangement.place(of: Int(node)) - first),
                    total: UInt32(arrangement.shownCount(in: Int(node)))))
        }
        count(open)
        for group in parents.indices { arrange(range(group)) }
    }

    /// Sums what is below: the last groups come first, as they are in directories that are before them.
    private mutating func count(_ open: [UInt32]) {
        var above = open.count - 1
        for group in parents.indices.reversed() {
            let sum = range(group).reduce(UInt32(0)) { $0 + branches[$1].total }
            while above >= 0, open[above] > parents[group] { above -= 1 }
            if above >= 0, open[above] == parents[group] { branches[above].total += sum }
            if parents[group] == StackedTree.root { total = Int(sum) }
        }
    }

    private mutating func arrange(_ range: Range<Int>) {
        // By name they are in order already.
        let isSorted = range.dropFirst().allSatisfy { branches[$0 - 1].position < branches[$0].position }
        if !isSorted { branches[range].sort { $0.position < $1.position } }
        var before: UInt32 = 0
        for index in range {
            branches[index].before = before
            before += branches[index].total
        }
    }

    /// What a row shows, and how deep it is.
    func place(at row: Int, _ arrangement: TreeArrangement) -> (node: Int, depth: Int) {
        var (directory, row, depth) = (StackedTree.root, row, 0)
        while true {
            let children = arrangement.children(of: directory)
            guard let branch = last(in: directory, where: { $0.row <= row }) else {
                return (children[children.startIndex + row], depth)
            }
            let inside = row - branch.row - 1
            if inside < 0 { return (Int(branch.node), depth) }
            if inside >= Int(branch.total) {
                return (children[children.startIndex + row - Int(branch.before) - Int(branch.total)], depth)
            }
            (directory, row, depth) = (Int(branch.node), inside, depth + 1)
        }
    }

    /// The row of a node that is shown, all of whose directories are open.
    func row(of node: Int, _ arrangement: TreeArrangement) -> Int {
        var (node, row) = (node, 0)
        while true {
            let parent = arrangement.stack.parent(of: node)
            let position = arrangement.place(of: node) - arrangement.stack.children(of: parent).lowerBound
            let before = last(in: parent) { Int($0.position) < position }
            row += position + (before.map { Int($0.before) + Int($0.total) } ?? 0)
            if parent == StackedTree.root { return row }
            (node, row) = (parent, row + 1)
        }
    }

    private func range(_ group: Int) -> Range<Int> {
        Int(starts[group])..<(group + 1 < starts.count ? Int(starts[group + 1]) : branches.count)
    }

    /// The last open one in a directory for which something is true that is true for all before it.
    private func last(in directory: Int, where isTrue: (Branch) -> Bool) -> Branch? {
        let group = parents.partitionPoint { Int($0) < directory }
        guard group < parents.count, Int(parents[group]) == directory else { return nil }
        let range = range(group)
        let end = branches[range].partitionPoint { isTrue($0) }
        return end > range.lowerBound ? branches[end - 1] : nil
    }
}
