/// What each whiteout hides, found by laying the layers over each other as dive does it: an entry is set or made at its path, with
/// what is missing above it; a whiteout takes its path away with all beneath; opaque marks mean nothing.
struct Removals {
    private let stack: StackedTree
    private let isDiveExact: Bool
    private var isPresent: [Bool]
    private var isDirectory: [Bool]
    private var sizes: [Int64]
    /// For each layer the node of each entry.
    private var nodes: [[UInt32]] = []
    /// The sizes of whiteouts that hide directories, by occurrence.
    private var hidden: [UInt32: Int64] = [:]
    /// Occurrences that are not counted.
    private var unread: Set<UInt32> = []
    /// Those at which the reading of a layer ends.
    private var ends: Set<UInt32> = []
    private let hasWhiteouts: [Bool]

    init(of stack: StackedTree, isDiveExact: Bool) {
        self.stack = stack
        self.isDiveExact = isDiveExact
        hasWhiteouts = stack.layers.map { layer in (0..<layer.count).contains { layer.isWhiteout($0) } }
        let count = hasWhiteouts.contains(true) ? stack.count : 0
        isPresent = [Bool](repeating: false, count: count)
        isDirectory = [Bool](repeating: false, count: count)
        sizes = [Int64](repeating: 0, count: count)
    }

    mutating func run() {
        guard let last = hasWhiteouts.lastIndex(of: true) else { return }
        nodes = stack.layers.map { [UInt32](repeating: 0, count: $0.count) }
        for node in 0..<stack.count {
            for number in stack.occurrenceRange(node) {
                let place = stack.occurrence(number)
                nodes[place.layer][place.entry] = UInt32(node)
            }
        }
        for layer in 0...last {
            // What dive compares the lowest layer with is that layer itself.
            if layer == 0 && isDiveExact { add(layer, applyingWhiteouts: false) }
            measure(layer)
            add(layer, applyingWhiteouts: true)
        }
        nodes = []
    }

    /// The size that counts for an occurrence; `nil` for what is no leaf of its layer, or is not read.
    func size(of number: Int) -> Int64? {
        let place = stack.occurrence(number)
        let layer = stack.layers[place.layer]
        guard layer.children(of: place.entry).isEmpty else { return nil }
        if !unread.isEmpty, unread.contains(UInt32(number)) { return nil }
        if layer.isWhiteout(place.entry) { return hidden[UInt32(number)] ?? 0 }
        return layer.size(of: place.entry)
    }

    /// Whether dive notes a path before it stops there; it has the size -1 then, as long as nothing else is seen of it.
    func isNotedOnly(_ occurrences: Range<Int>) -> Bool {
        !ends.isEmpty && occurrences.contains { ends.contains(UInt32($0)) }
    }

    // MARK: Measuring

    private mutating func measure(_ layer: Int) {
        guard hasWhiteouts[layer] else { return }
        let tree = stack.layers[layer]
        for entry in 0..<tree.count where tree.isWhiteout(entry) {
            let node = Int(nodes[layer][entry])
            guard isPresent[node] else {
                if isDiveExact {
                    leaveUnread(layer)
                    return
                }
                continue
            }
            guard isDirectory[node] else { continue }
            var sum: Int64 = 0
            forEachBelow(node) { sum += sizes[$0] }
            if let number = occurrence(of: node, layer, entry) { hidden[number] = sum }
        }
    }

    private func occurrence(of node: Int, _ layer: Int, _ entry: Int) -> UInt32? {
        stack.occurrenceRange(node).first { stack.occurrence($0) == .init(layer: layer, entry: entry) }.map {
            UInt32($0)
        }
    }

    /// Dive reads the leaves of a layer directory by directory, in the order of their names in the archive, and what is in one first.
    private mutating func leaveUnread(_ layer: Int) {
        let tree = stack.layers[layer]
        var isRead = true
        var waiting = [LayerTree.root]
        while let entry = waiting.popLast() {
            let node = Int(nodes[layer][entry])
            if isRead, tree.isWhiteout(entry), !isPresent[node] {
                isRead = false
                if let number = occurrence(of: node, layer, entry) { ends.insert(number) }
            }
            if tree.children(of: entry).isEmpty {
                measureAlone(layer, entry, node)
                if !isRead, let number = occurrence(of: node, layer, entry) { unread.insert(number) }
            }
            waiting.append(contentsOf: inArchiveOrder(tree, entry).reversed())
        }
    }

    private mutating func measureAlone(_ layer: Int, _ entry: Int, _ node: Int) {
        guard stack.layers[layer].isWhiteout(entry), isPresent[node], isDirectory[node] else { return }
        var sum: Int64 = 0
        forEachBelow(node) { sum += sizes[$0] }
        if let number = occurrence(of: node, layer, entry) { hidden[number] = sum }
    }

    private func inArchiveOrder(_ tree: LayerTree, _ directory: Int) -> [Int] {
        let children = tree.children(of: directory)
        guard children.contains(where: { tree.isWhiteout($0) }) else { return Array(children) }
        func name(_ entry: Int) -> [UInt8] {
            (tree.isWhiteout(entry) ? Array(".wh.".utf8) : []) + tree.name(of: entry)
        }
        return children.sorted { name($0).lexicographicallyPrecedes(name($1)) }
    }

    // MARK: Laying over

    private mutating func add(_ layer: Int, applyingWhiteouts: Bool) {
        let tree = stack.layers[layer]
        var late: [Int] = []
        if applyingWhiteouts && hasWhiteouts[layer] {
            for entry in 0..<tree.count where tree.isWhiteout(entry) {
                if isLate(tree.name(of: entry)) {
                    late.append(Int(nodes[layer][entry]))
                } else {
                    remove(Int(nodes[layer][entry]))
                }
            }
        }
        for entry in 0..<tree.count where !tree.isWhiteout(entry) {
            let node = Int(nodes[layer][entry])
            let facts = tree[entry]
            let isNamed = !facts.isImplied || entry == LayerTree.root
            let wasDirectory = isPresent[node] && isDirectory[node]
            isPresent[node] = true
            isDirectory[node] = facts.kind == .directory && (isNamed || (!isDiveExact))
            if isNamed || !wasDirectory || isDiveExact { sizes[node] = facts.size }
        }
        for node in late { remove(node) }
    }

    /// A whiteout takes away what lower layers have. To dive it is an entry like others, which comes in the order of names: after what
    /// its own layer has at the path where that name is less than its own.
    private func isLate(_ name: ArraySlice<UInt8>) -> Bool {
        isDiveExact && name.lexicographicallyPrecedes(Array(".wh.".utf8) + name)
    }

    private mutating func remove(_ node: Int) {
        var found: [Int] = []
        forEachBelow(node) { found.append($0) }
        for node in found {
            isPresent[node] = false
            sizes[node] = 0
        }
    }

    /// Calls for a node that is present and all that are below it.
    private func forEachBelow(_ node: Int, _ body: (Int) -> Void) {
        guard isPresent[node] else { return }
        var waiting = [node]
        while let next = waiting.popLast() {
            body(next)
            for child in stack.children(of: next) where isPresent[child] { waiting.append(child) }
        }
    }
}
