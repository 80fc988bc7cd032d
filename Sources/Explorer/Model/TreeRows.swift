import LayerAnalysis

/// The rows of a tree: what is shown of open directories, from the first to the last.
///
/// Opening and closing a directory changes only the rows below it.
struct TreeRows: Sendable {
    private(set) var arrangement: TreeArrangement
    /// The nodes in order.
    private(set) var nodes: [UInt32] = []
    /// How deep each is.
    private(set) var depths: [UInt16] = []
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
    var count: Int { nodes.count }

    /// Takes another arrangement; what is open stays open. The row of the node that was chosen, or of what it is in, comes back.
    mutating func replace(with new: TreeArrangement, keeping node: Int?) -> Int {
        let path = node.map { arrangement.stack.path(of: $0) }
        if new.stack.count != arrangement.stack.count || new.stack.layers.count != arrangement.stack.layers.count {
            isOpen = Self.carry(isOpen, from: arrangement.stack, to: new.stack)
        }
        if new.spec.filter != arrangement.spec.filter || new.stack.count != arrangement.stack.count { toggled = [] }
        arrangement = new
        rebuild()
        guard let path else { return 0 }
        var current: Int? = new.stack.node(at: path) ?? StackedTree.root
        while let node = current, node != StackedTree.root {
            if let row = nodes.firstIndex(of: UInt32(node)) { return row }
            current = new.stack.parent(of: node)
        }
        return 0
    }

    /// Whether a directory's entries are among the rows.
    func isOpen(_ node: Int) -> Bool {
        guard arrangement.isFiltered else { return isOpen[node] }
        let byItself = arrangement.isShown(node) && !arrangement.isMatch(node)
        return byItself != (!toggled.isEmpty && toggled[node])
    }

    /// Opens or closes the directory of a row.
    mutating func toggle(_ row: Int) {
        let node = Int(nodes[row])
        guard arrangement.isDirectory(node) else { return }
        if isOpen(node) { removeRows(below: row) }
        flip(node)
        if isOpen(node) { insertRows(below: row) }
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
    var hasOpen: Bool { depths.contains { $0 > 0 } }

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
        for node in way { if let row = nodes.firstIndex(of: UInt32(node)) { return row } }
        return nil
    }

    /// The row of the directory that a row's node is in; `nil` at the top.
    func parentRow(of row: Int) -> Int? {
        guard depths[row] > 0 else { return nil }
        return nodes[..<row].lastIndex(of: UInt32(arrangement.stack.parent(of: Int(nodes[row]))))
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
        // Those before go before the new ones come.
        nodes = []
        depths = []
        (nodes, depths) = rows(below: StackedTree.root, depth: 0)
    }

    private mutating func removeRows(below row: Int) {
        let depth = depths[row]
        let end = depths[(row + 1)...].firstIndex { $0 <= depth } ?? count
        nodes.removeSubrange((row + 1)..<end)
        depths.removeSubrange((row + 1)..<end)
    }

    private mutating func insertRows(below row: Int) {
        let (nodes, depths) = rows(below: Int(nodes[row]), depth: depths[row] + 1)
        self.nodes.insert(contentsOf: nodes, at: row + 1)
        self.depths.insert(contentsOf: depths, at: row + 1)
    }

    private func rows(below node: Int, depth: UInt16) -> ([UInt32], [UInt16]) {
        var nodes: [UInt32] = []
        var depths: [UInt16] = []
        // The directories that are being gone through, each with what is still to come of it.
        var open = [(children: arrangement.children(of: node), next: arrangement.children(of: node).startIndex)]
        directories: while let (children, start) = open.popLast() {
            let depth = min(Int(depth) + open.count, Int(UInt16.max))
            for index in start..<children.endIndex {
                let node = children[index]
                nodes.append(UInt32(node))
                depths.append(UInt16(depth))
                guard arrangement.stack.hasChildren(node), isOpen(node), depth < UInt16.max else { continue }
                let inside = arrangement.children(of: node)
                open.append((children, index + 1))
                open.append((inside, inside.startIndex))
                continue directories
            }
        }
        return (nodes, depths)
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
