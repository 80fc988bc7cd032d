import LayerAnalysis
import OCI

/// Which entries of each directory are shown, and in which order: worked out once for all, so that keys cost little.
///
/// Where all is shown by name, nothing is kept; else four bytes a path, and four a directory.
struct ChildOrder: Sendable {
    /// Some nodes of one directory: numbers that follow each other, or some of those that were put in order.
    struct Children: RandomAccessCollection, Sendable {
        fileprivate let order: [UInt32]
        fileprivate let range: Range<Int>

        var startIndex: Int { range.lowerBound }
        var endIndex: Int { range.upperBound }
        subscript(index: Int) -> Int { order.isEmpty ? index : Int(order[index]) }
    }

    /// In the place of each directory's nodes those that are shown, in order; what follows them means nothing. Empty where nothing moves.
    private var order: [UInt32] = []
    /// Everything but `/` that has something in it, by number.
    private let directories: [UInt32]
    /// The places of those that are shown in that order; empty where nothing moves.
    private var places: [UInt32] = []
    /// How many nodes of each directory are shown, by the directory's own number; empty where all are.
    private var counts: [UInt32] = []

    /// - Parameter directories: Everything but `/` that has something in it, by number.
    init(_ view: StackedView, _ shown: [Bool], _ wanted: TreeSpec.Order, _ directories: [UInt32]) {
        let stack = view.stack
        self.directories = directories
        let isWhole = shown.allSatisfy(\.self)
        if isWhole, wanted == .name { return }
        order = [UInt32](0..<UInt32(stack.count))
        places = [UInt32](repeating: 0, count: directories.count)
        if !isWhole { counts = [UInt32](repeating: 0, count: stack.count) }
        for node in 0..<stack.count where stack.hasChildren(node) {
            let all = stack.children(of: node)
            let count = isWhole ? all.count : moveShown(all, shown)
            if !isWhole { counts[node] = UInt32(count) }
            let kept = all.lowerBound..<(all.lowerBound + count)
            switch wanted {
            case .name: break
            case .size: sortBySize(kept, view)
            case .change: sortByChange(kept, view)
            }
            for place in kept where stack.hasChildren(Int(order[place])) {
                places[number(of: order[place])] = UInt32(place)
            }
        }
    }

    /// Which one a node is among the directories.
    private func number(of node: UInt32) -> Int {
        directories.partitionPoint { $0 < node }
    }

    /// The nodes of a directory that are shown.
    func children(of node: Int, _ stack: StackedTree) -> Children {
        let all = stack.children(of: node)
        let count = counts.isEmpty ? all.count : Int(counts[node])
        return Children(order: order, range: all.lowerBound..<(all.lowerBound + count))
    }

    /// How many nodes of a directory are shown.
    func shownCount(in node: Int, _ stack: StackedTree) -> Int {
        counts.isEmpty ? stack.children(of: node).count : Int(counts[node])
    }

    /// Which one a node that is shown is among those of its directory, counted from the number of the directory's first one. What is no
    /// directory is looked for among them.
    func place(of node: Int, _ stack: StackedTree) -> Int {
        if order.isEmpty { return node }
        if stack.hasChildren(node) { return Int(places[number(of: UInt32(node))]) }
        let children = children(of: stack.parent(of: node), stack)
        return children.firstIndex(of: node) ?? children.startIndex
    }

    /// Puts those that are shown first, and tells how many they are.
    private mutating func moveShown(_ all: Range<Int>, _ shown: [Bool]) -> Int {
        var place = all.lowerBound
        for node in all where shown[node] {
            order[place] = UInt32(node)
            place += 1
        }
        return place - all.lowerBound
    }

    /// Those that changed first; else as they are.
    private mutating func sortByChange(_ range: Range<Int>, _ view: StackedView) {
        let unchanged = order[range].filter { TreeArrangement.change(view, Int($0)) == .unchanged }
        guard !unchanged.isEmpty, unchanged.count < range.count else { return }
        var place = range.lowerBound
        for index in range where TreeArrangement.change(view, Int(order[index])) != .unchanged {
            order[place] = order[index]
            place += 1
        }
        order.replaceSubrange(place..<range.upperBound, with: unchanged)
    }

    /// By size, the largest first, and by name where it is the same. A directory of a million is sorted by digits.
    private mutating func sortBySize(_ range: Range<Int>, _ view: StackedView) {
        if range.count < 2 { return }
        if range.count < 1 << 12 {
            let sorted = order[range].map { (size: view.size(of: Int($0)), node: $0) }
                .sorted { ($1.size, $0.node) < ($0.size, $1.node) }
            for (index, entry) in zip(range, sorted) { order[index] = entry.node }
            return
        }
        let first = view.size(of: Int(order[range.lowerBound]))
        let differing = range.reduce(Int64(0)) { $0 | (view.size(of: Int(order[$1])) ^ first) }
        for shift in stride(from: Int64(0), to: 64, by: 8) where differing >> shift & 0xFF != 0 {
            sortByDigit(range, view, shift)
        }
    }

    private mutating func sortByDigit(_ range: Range<Int>, _ view: StackedView, _ shift: Int64) {
        func digit(_ node: UInt32) -> Int { Int(~view.size(of: Int(node)) >> shift & 0xFF) }
        let before = Array(order[range])
        var places = [Int](repeating: 0, count: 257)
        for node in before { places[digit(node) + 1] += 1 }
        for digit in 0..<256 { places[digit + 1] += places[digit] }
        for node in before {
            let digit = digit(node)
            order[range.lowerBound + places[digit]] = node
            places[digit] += 1
        }
    }
}
