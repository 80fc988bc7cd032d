public import LayerAnalysis

/// A view of a stack with what a ``TreeSpec`` asks for worked out: what is shown, what matches, what is largest.
///
/// Made in passes over all paths, on another thread than that of the keys; what is asked of it afterwards costs little.
public struct TreeArrangement: Sendable {
    /// How many of the largest are known.
    static let ranked = 200

    /// What was asked for.
    public let spec: TreeSpec
    /// The layers that were there.
    let stack: StackedTree
    let view: StackedView
    /// Why the filter is none; everything is shown then.
    let complaint: String?
    /// The largest entries that are no directories and are shown, the largest first.
    let largest: [Int]
    /// How many entries are shown, with those in directories that are closed.
    let shownCount: Int
    /// How many paths were added, modified and removed themselves, hidden ones too.
    let counts: (added: Int, modified: Int, removed: Int)
    /// Everything but `/` that has something in it, in order.
    let directories: [UInt32]
    private let shown: [Bool]
    private let matched: [Bool]
    private let order: ChildOrder

    /// Works it out; `nil` where `isCancelled` says so in between.
    public init?(_ stack: StackedTree, _ spec: TreeSpec, isCancelled: () -> Bool = { false }) {
        self.spec = spec
        self.stack = stack
        view = StackedView(stack, through: spec.upper, since: spec.lower)
        if isCancelled() { return nil }
        var reason = ""
        let filter = spec.filter.isEmpty ? nil : TreeFilter(spec.filter, reason: &reason)
        complaint = reason.isEmpty ? nil : reason
        if let filter {
            guard let matches = filter.matches(stack, isCancelled: isCancelled) else { return nil }
            matched = matches
        } else {
            matched = []
        }
        shown = Self.shown(view, spec.hidden, matched)
        if isCancelled() { return nil }
        directories = (1..<UInt32(max(1, stack.count))).filter { stack.hasChildren(Int($0)) }
        order = ChildOrder(view, shown, spec.order, directories)
        if isCancelled() { return nil }
        shownCount = shown.count { $0 } - 1
        largest = Self.largest(view, shown)
        var counts = [Int](repeating: 0, count: 8)
        for node in 1..<max(1, stack.count) { counts[Int(view.change(of: node).rawValue)] += 1 }
        func count(_ change: StackedView.Change) -> Int { counts[Int(change.rawValue)] }
        self.counts = (count(.added), count(.modified), count(.removed))
    }

    /// Whether a filter is at work.
    var isFiltered: Bool { !matched.isEmpty }
    /// Whether a node is shown where its directory is open.
    func isShown(_ node: Int) -> Bool { shown[node] }
    /// Whether a filter found something in the node's path.
    func isMatch(_ node: Int) -> Bool { isFiltered && matched[node] }

    /// What became of a node: of a directory that stayed itself, whether something in it changed.
    func change(of node: Int) -> StackedView.Change { Self.change(view, node) }

    /// A layer's entry for a node: what is seen there, or what was.
    func entry(of node: Int) -> LayerTree.Entry? {
        (view.entry(of: node) ?? view.entryBefore(node)).map { stack.layers[$0.layer][$0.entry] }
    }

    /// Whether a node is, or was, a directory.
    func isDirectory(_ node: Int) -> Bool {
        guard node != StackedTree.root else { return true }
        guard let place = view.entry(of: node) ?? view.entryBefore(node) else { return false }
        return stack.layers[place.layer].kind(of: place.entry) == .directory
    }

    /// Bytes at a node and below; of a removed one, what was there.
    func size(of node: Int) -> Int64 {
        let size = view.size(of: node)
        return size == 0 && view.entry(of: node) == nil ? entry(of: node)?.size ?? 0 : size
    }

    /// The entries of a directory that are shown, in order. Nothing is copied.
    func children(of node: Int) -> ChildOrder.Children { order.children(of: node, stack) }

    /// How many entries of a directory are shown.
    func shownCount(in node: Int) -> Int { order.shownCount(in: node, stack) }

    /// Which one a node that is shown is among those of its directory, counted from the number of the directory's first one.
    func place(of node: Int) -> Int { order.place(of: node, stack) }

    static func change(_ view: StackedView, _ node: Int) -> StackedView.Change {
        let own = view.change(of: node)
        return own == .unchanged && view.hasChangesBelow(node) ? .modified : own
    }

    /// What is to be shown, from the leaves on: a directory is shown with whatever is shown in it.
    private static func shown(
        _ view: StackedView, _ hidden: Set<StackedView.Change>, _ matched: [Bool]
    ) -> [Bool] {
        let stack = view.stack
        var isHidden = [Bool](repeating: false, count: 8)
        for change in hidden { isHidden[Int(change.rawValue)] = true }
        isHidden[Int(StackedView.Change.absent.rawValue)] = true
        var shown = [Bool](repeating: false, count: stack.count)
        for node in stride(from: stack.count - 1, to: 0, by: -1) {
            if !shown[node] {
                shown[node] =
                    !isHidden[Int(change(view, node).rawValue)] && (matched.isEmpty || matched[node])
            }
            if shown[node] { shown[stack.parent(of: node)] = true }
        }
        shown[StackedTree.root] = true
        return shown
    }

    private static func largest(_ view: StackedView, _ shown: [Bool]) -> [Int] {
        var best: [(size: Int64, node: Int)] = []
        var least: Int64 = 0
        for node in shown.indices where shown[node] && !view.stack.hasChildren(node) {
            let size = view.size(of: node)
            guard size > least else { continue }
            best.append((size, node))
            if best.count >= 2 * ranked {
                best.sort { $0.size > $1.size }
                best.removeLast(best.count - ranked)
                least = best[ranked - 1].size
            }
        }
        return best.sorted { $0.size > $1.size }.prefix(ranked).map(\.node)
    }
}
