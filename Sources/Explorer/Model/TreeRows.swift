import LayerAnalysis

/// The rows of a tree: what is shown of open directories, from the first to the last.
///
/// No row is kept: what a row shows is found through the open directories, so that opening a million entries costs nothing.
struct TreeRows: Sendable {
    private(set) var arrangement: TreeArrangement
    private var branches = TreeBranches()
    /// Directories that a person opened, by path: they stay open in other views.
    private var isOpen: [Bool]
    /// Directories that were opened or closed by hand while a filter is at work; empty where none was.
    private var toggled: [Bool] = []

    /// The rows of an arrangement with all directories closed.
    init(_ arrangement: TreeArrangement) {
        self.arrangement = arrangement
        isOpen = Array(repeating: false, count: arrangement.stack.count)
        rebuild()
    }

    /// How many rows there are.
    var count: Int { arrangement.children(of: StackedTree.root).count + branches.total }

    /// What a row shows, and how deep it is.
    func place(at row: Int) -> (node: Int, depth: Int) { branches.place(at: row, arrangement) }

    /// Takes another arrangement; what is open stays open. The row of the node that was chosen, or of what it is in, comes back. Where a
    /// filter ends, the way to what was chosen in it is opened: whoever found a file wants to see what is around it.
    mutating func replace(with new: TreeArrangement, keeping node: Int?) -> Int {
        let path = node.map { arrangement.stack.path(of: $0) }
        let endsFilter = arrangement.isFiltered && !new.isFiltered
        if new.stack.count != arrangement.stack.count || new.stack.layers.count != arrangement.stack.layers.count {
            isOpen = Self.carry(isOpen, from: arrangement.stack, to: new.stack)
        }
        if new.spec.filter != arrangement.spec.filter || new.stack.count != arrangement.stack.count { toggled = [] }
        arrangement = new
        rebuild()
        guard let path else { return 0 }
        // What is not there any more was in something that may be.
        let node = new.stack.node(at: path) ?? StackedTree.root
        return row(of: node, opening: endsFilter && new.isShown(node)) ?? 0
    }

    /// Whether a directory's entries are among the rows.
    func isOpen(_ node: Int) -> Bool {
        guard arrangement.isFiltered else { return isOpen[node] }
        let byItself = arrangement.isShown(node) && !arrangement.isMatch(node)
        return byItself != (!toggled.isEmpty && toggled[node])
    }

    /// Opens or closes the directory of a row.
    mutating func toggle(_ row: Int) {
        let node = place(at: row).node
        guard arrangement.isDirectory(node) else { return }
        flip(node)
        rebuild()
    }

    /// Opens or closes all directories; gives the row of `node` or of what it is in.
    mutating func setAll(open: Bool, keeping node: Int) -> Int {
        if arrangement.isFiltered {
            let stack = arrangement.stack
            for node in 1..<max(1, stack.count)
            where stack.hasChildren(node) && arrangement.isShown(node) && isOpen(node) != open { flip(node) }
        } else {
            isOpen = Array(repeating: open, count: isOpen.count)
        }
        rebuild()
        return row(of: node, opening: false) ?? 0
    }

    /// Whether any directory is open.
    var hasOpen: Bool { branches.total > 0 }

    /// The row of a node; directories on the way are opened where that is asked for, and else it is that of the deepest that is seen.
    /// `nil` where the node is not shown.
    mutating func row(of node: Int, opening: Bool) -> Int? {
        var way = [node]
        while let first = way.last, first != StackedTree.root { way.append(arrangement.stack.parent(of: first)) }
        if opening {
            guard arrangement.isShown(node) else { return nil }
            let closed = way.dropFirst().dropLast().filter { !isOpen($0) }
            if !closed.isEmpty {
                for directory in closed { flip(directory) }
                rebuild()
            }
        }
        var seen: Int?
        for node in way.dropLast().reversed() {
            guard arrangement.isShown(node) else { break }
            seen = node
            if !isOpen(node) { break }
        }
        return seen.map { branches.row(of: $0, arrangement) }
    }

    /// The row of the directory that a row's node is in; `nil` at the top.
    func parentRow(of row: Int) -> Int? {
        let (node, depth) = place(at: row)
        return depth == 0 ? nil : branches.row(of: arrangement.stack.parent(of: node), arrangement)
    }

    private mutating func flip(_ node: Int) {
        if arrangement.isFiltered {
            if toggled.isEmpty { toggled = Array(repeating: false, count: isOpen.count) }
            toggled[node].toggle()
        } else {
            isOpen[node].toggle()
        }
    }

    private mutating func rebuild() {
        let open = arrangement.directories.filter { arrangement.isShown(Int($0)) && isOpen(Int($0)) }
        branches = TreeBranches(open, arrangement)
    }

    /// What is open in one stack, in another with more layers: both trees are gone through side by side, by sorted names.
    private static func carry(_ isOpen: [Bool], from old: StackedTree, to new: StackedTree) -> [Bool] {
        var result = [Bool](repeating: false, count: new.count)
        guard isOpen.contains(true) else { return result }
        // For each node of the old one its number in the new one; parents come first.
        var places = [Int32](repeating: -1, count: old.count)
        places[StackedTree.root] = Int32(StackedTree.root)
        for node in 0..<old.count where places[node] >= 0 {
            let place = Int(places[node])
            if isOpen[node] { result[place] = true }
            var rest = new.children(of: place)
            for child in old.children(of: node) {
                let name = old.name(of: child)
                while let next = rest.first, !new.name(of: next).elementsEqual(name) { rest.removeFirst() }
                guard let same = rest.first else { break }
                places[child] = Int32(same)
            }
        }
        return result
    }
}
