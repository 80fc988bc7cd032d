/// Walks two final trees side by side.
struct ComparisonWalk {
    private let first: TreeComparison.Side
    private let second: TreeComparison.Side
    private let contents: [TreeComparison.FileID: ContentID]
    private let withTimes: Bool
    private(set) var changes: [TreeComparison.Change] = []
    private(set) var unknown: Set<TreeComparison.FileID> = []

    /// A path by its nodes; a side that has nothing there has none.
    private typealias Pair = (first: Int?, second: Int?)

    init(
        _ first: TreeComparison.Side, _ second: TreeComparison.Side, _ contents: [TreeComparison.FileID: ContentID],
        withTimes: Bool
    ) {
        self.first = first
        self.second = second
        self.contents = contents
        self.withTimes = withTimes
    }

    mutating func run() {
        var open: [Pair] = children((StackedTree.root, StackedTree.root)).reversed()
        while let pair = open.popLast() {
            compare(pair)
            open += children(pair).reversed()
        }
    }

    // MARK: Walking

    /// What is seen at a node.
    private func place(_ node: Int?, _ side: TreeComparison.Side) -> StackedTree.Occurrence? {
        node.flatMap { side.view.entry(of: $0) }
    }

    /// The names of both directories, each with what each side has there; names that neither shows are left out.
    private func children(_ pair: Pair) -> [Pair] {
        let left = visibleChildren(pair.first, first)
        let right = visibleChildren(pair.second, second)
        var result: [Pair] = []
        result.reserveCapacity(max(left.count, right.count))
        var (one, other) = (0, 0)
        while one < left.count || other < right.count {
            let order: Int
            if one == left.count {
                order = 1
            } else if other == right.count {
                order = -1
            } else {
                order = Self.order(first.view.stack.name(of: left[one]), second.view.stack.name(of: right[other]))
            }
            result.append((order <= 0 ? left[one] : nil, order >= 0 ? right[other] : nil))
            if order <= 0 { one += 1 }
            if order >= 0 { other += 1 }
        }
        return result
    }

    private func visibleChildren(_ node: Int?, _ side: TreeComparison.Side) -> [Int] {
        guard let node, node == StackedTree.root || isDirectory(node, side) else { return [] }
        return side.view.stack.children(of: node).filter { side.view.entry(of: $0) != nil }
    }

    private func isDirectory(_ node: Int, _ side: TreeComparison.Side) -> Bool {
        guard let place = side.view.entry(of: node) else { return false }
        return side.view.stack.layers[place.layer][place.entry].kind == .directory
    }

    private static func order(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> Int {
        if left.elementsEqual(right) { return 0 }
        return left.lexicographicallyPrecedes(right) ? -1 : 1
    }

    // MARK: Comparing

    private mutating func compare(_ pair: Pair) {
        let before = place(pair.first, first).map { resolved($0, first) }
        let after = place(pair.second, second).map { resolved($0, second) }
        if let before, let after {
            if before.id == after.id, before.isFurtherName == after.isFurtherName { return }
            let aspects = aspects(before, after)
            if !aspects.isEmpty { add(pair, before.entry, after.entry, aspects) }
        } else {
            add(pair, before?.entry, after?.entry, [])
        }
    }

    private mutating func add(
        _ pair: Pair, _ before: TreeComparison.Entry?, _ after: TreeComparison.Entry?,
        _ aspects: [TreeComparison.Aspect]
    ) {
        let path =
            pair.second.map { second.view.stack.path(of: $0) } ?? pair.first.map { first.view.stack.path(of: $0) }
        changes.append(.init(path: path ?? [], before: before, after: after, aspects: aspects))
    }

    /// What is at a path, and where its bytes are.
    private struct Resolved {
        var id: TreeComparison.FileID
        var entry: TreeComparison.Entry
        var content: ContentID?
        var isImplied: Bool
        var isFurtherName: Bool { entry.isFurtherName }
    }

    /// Follows a hard link to the file that it is another name of. One whose file is nowhere stays as it is.
    private func resolved(_ place: StackedTree.Occurrence, _ side: TreeComparison.Side) -> Resolved {
        var place = place
        var hops = 0
        while let next = target(of: place, side), hops < 40 {
            place = next
            hops += 1
        }
        let tree = side.view.stack.layers[place.layer]
        let entry = tree[place.entry]
        let id = TreeComparison.FileID(layer: side.identities[place.layer], entry: place.entry)
        let facts = TreeComparison.Entry(
            kind: entry.kind == .hardLink ? .file : entry.kind, size: entry.size, permissions: entry.permissions,
            userID: entry.userID, groupID: entry.groupID,
            target: entry.kind == .symbolicLink ? tree.linkTarget(of: place.entry).map { Array($0) } : nil,
            isFurtherName: hops > 0, modified: entry.modified, rareFacts: side.rareFacts(place))
        return Resolved(
            id: id, entry: facts, content: tree.content(of: place.entry) ?? contents[id], isImplied: entry.isImplied)
    }

    /// What a hard link names: in its own layer, or else what is seen at that path.
    private func target(
        of place: StackedTree.Occurrence, _ side: TreeComparison.Side
    ) -> StackedTree.Occurrence? {
        let tree = side.view.stack.layers[place.layer]
        guard tree[place.entry].kind == .hardLink, let path = tree.linkTarget(of: place.entry) else { return nil }
        if let entry = tree.entry(at: Array(path)), tree[entry].kind != .directory {
            return StackedTree.Occurrence(layer: place.layer, entry: entry)
        }
        return side.view.stack.node(at: Array(path)).flatMap { side.view.entry(of: $0) }
    }

    private mutating func aspects(_ before: Resolved, _ after: Resolved) -> [TreeComparison.Aspect] {
        let (old, new) = (before.entry, after.entry)
        var result: [TreeComparison.Aspect] = []
        if old.kind != new.kind { result.append(.kind) }
        if old.kind == .file, new.kind == .file, hasOtherContent(before, after) { result.append(.content) }
        // Nothing is known of a directory that no archive names.
        if !before.isImplied, !after.isImplied {
            let isLink = old.kind == .symbolicLink || new.kind == .symbolicLink
            if old.permissions != new.permissions, !isLink { result.append(.mode) }
            if old.userID != new.userID || old.groupID != new.groupID { result.append(.owner) }
        }
        if old.target != new.target { result.append(.target) }
        if old.kind == new.kind, old.rareFacts.device != new.rareFacts.device { result.append(.device) }
        if !before.isImplied, !after.isImplied {
            if old.rareFacts.attributes != new.rareFacts.attributes { result.append(.attributes) }
            if withTimes, old.modified != new.modified { result.append(.time) }
        }
        return result
    }

    private mutating func hasOtherContent(_ before: Resolved, _ after: Resolved) -> Bool {
        if before.entry.size != after.entry.size { return true }
        if before.entry.size == 0 || before.id == after.id { return false }
        if let old = before.content, let new = after.content { return old != new }
        for side in [before, after] where side.content == nil { unknown.insert(side.id) }
        return true
    }
}
