import LayerAnalysis

/// What keys do in the tree.
extension ExplorerState {
    mutating func handleInTree(_ key: Key) -> [ExplorerRequest] {
        switch key {
        case .control("a"), .character("1"): return toggle(.added)
        case .control("r"), .character("2"): return toggle(.removed)
        case .control("m"), .character("3"): return toggle(.modified)
        case .control("u"), .character("4"): return toggle(.unchanged)
        case .control("o"), .character("s"): return changeOrder()
        // Whoever types ahead means the tree that is to come.
        case _ where tree.map { $0.arrangement.spec != spec } ?? true:
            if waitingKeys.count < Self.mostWaitingKeys { waitingKeys.append(key) }
        case .character("b"): goToLargest()
        case .character("n"): goToChange(isForward: true)
        case .character("N"), .character("p"): goToChange(isForward: false)
        case .character(" "): toggleChosen()
        case .control(" "), .character("*"): toggleAll()
        case .left, .character("h"): goOut()
        case .right, .character("l"): goIn()
        case .enter, .character("v"): return open(isEnter: key == .enter)
        case .character("c"): return compare()
        case .control("e"), .character("e"): beginExtraction()
        default:
            if let rows = Self.step(key, height: layout.tree.height) {
                place.move(by: rows, count: tree?.count ?? 0, height: layout.tree.height)
            }
        }
        return []
    }

    private static let mostWaitingKeys = 64

    /// Does what keys ask for that came before the tree.
    mutating func takeWaitingKeys() -> [ExplorerRequest] {
        guard let tree, tree.arrangement.spec == spec else { return [] }
        let keys = waitingKeys
        waitingKeys = []
        return keys.flatMap { handleInTree($0) }
    }

    /// Whether permissions, owner and size stand before names: where there is room, if nobody said otherwise.
    var attributesAreShown: Bool { showsAttributes ?? (layout.tree.width >= 64) }

    mutating func toggle(_ change: StackedView.Change) -> [ExplorerRequest] {
        if spec.hidden.remove(change) == nil { spec.hidden.insert(change) }
        return arrange()
    }

    private mutating func changeOrder() -> [ExplorerRequest] {
        let all = TreeSpec.Order.allCases
        spec.order = all[((all.firstIndex(of: spec.order) ?? 0) + 1) % all.count]
        return arrange()
    }

    mutating func toggleChosen() {
        guard let count = tree?.count, place.cursor < count else { return }
        tree?.toggle(place.cursor)
    }

    private mutating func toggleAll() {
        guard let node = chosenNode, let hasOpen = tree?.hasOpen else { return }
        let row = tree?.setAll(open: !hasOpen, keeping: node) ?? 0
        place.reveal(row, count: tree?.count ?? 0, height: layout.tree.height)
    }

    private mutating func goOut() {
        guard let node = chosenNode else { return }
        if tree?.arrangement.isDirectory(node) == true, tree?.isOpen(node) == true {
            toggleChosen()
        } else if let row = tree?.parentRow(of: place.cursor) {
            place.go(to: row, count: tree?.count ?? 0, height: layout.tree.height)
        } else {
            focus = .layers
        }
    }

    private mutating func goIn() {
        guard let node = chosenNode, tree?.arrangement.isDirectory(node) == true else { return }
        if tree?.isOpen(node) == false {
            toggleChosen()
        } else if let rows = tree, place.cursor + 1 < rows.count,
            rows.place(at: place.cursor + 1).depth > rows.place(at: place.cursor).depth
        {
            place.move(by: 1, count: rows.count, height: layout.tree.height)
        }
    }

    private mutating func goToLargest() {
        guard let largest = tree?.arrangement.largest, !largest.isEmpty else { return }
        // The first press goes to the largest; each further one, as long as nothing else was chosen, to the next.
        if rank == 0 || rank > largest.count || chosenNode != largest[rank - 1] { rank = 0 }
        if rank == largest.count { rank = 0 }
        let node = largest[rank]
        rank += 1
        if let row = tree?.row(of: node, opening: true) {
            place.reveal(row, count: tree?.count ?? 0, height: layout.tree.height)
        }
    }

    private mutating func goToChange(isForward: Bool) {
        guard let node = chosenNode, let arrangement = tree?.arrangement else { return }
        guard let next = arrangement.changed(after: node, isForward: isForward),
            let row = tree?.row(of: next, opening: true)
        else {
            message = (isForward ? "no change after this" : "no change before this", false)
            return
        }
        place.reveal(row, count: tree?.count ?? 0, height: layout.tree.height)
    }

    // MARK: Contents

    private mutating func open(isEnter: Bool) -> [ExplorerRequest] {
        guard let node = chosenNode, let arrangement = tree?.arrangement else { return [] }
        if arrangement.isDirectory(node) {
            if isEnter { toggleChosen() }
            return []
        }
        guard let place = content(of: arrangement.view.entry(of: node) ?? arrangement.view.entryBefore(node)) else {
            return []
        }
        return [.read(place)]
    }

    private mutating func compare() -> [ExplorerRequest] {
        guard let node = chosenNode, let arrangement = tree?.arrangement else { return [] }
        guard let new = arrangement.view.entry(of: node), let old = arrangement.view.entryBefore(node), new != old
        else {
            message = ("no other version of this below: only what is modified (~) can be compared", false)
            return []
        }
        guard let new = content(of: new), let old = content(of: old) else { return [] }
        return [.compare(old, with: new)]
    }

    private mutating func beginExtraction() {
        guard let node = chosenNode, let arrangement = tree?.arrangement else { return }
        let occurrence = arrangement.view.entry(of: node) ?? arrangement.view.entryBefore(node)
        guard let place = content(of: occurrence) else { return }
        let name = String(decoding: place.path.split(separator: 0x2F).last ?? [], as: UTF8.self)
        overlay = .extraction(place, text: name.unicodeScalars.allSatisfy { $0.value >= 0x20 } ? name : "extracted")
    }

    /// Where the bytes of an entry are; `nil`, with a word why, where it has none.
    private mutating func content(of occurrence: StackedTree.Occurrence?) -> ContentPlace? {
        guard let occurrence, let layers = stack?.layers else { return nil }
        let layer = layers[occurrence.layer]
        switch layer[occurrence.entry].kind {
        case .file: return ContentPlace(layer: occurrence.layer, path: layer.path(of: occurrence.entry))
        case .hardLink:
            return ContentPlace(
                layer: occurrence.layer, path: layer.linkTarget(of: occurrence.entry).map(Array.init) ?? [])
        case .symbolicLink:
            message = ("a symbolic link to \(ShownText.name(layer.linkTarget(of: occurrence.entry) ?? []))", false)
        case .directory: message = ("a directory: open it with Space", false)
        default: message = ("no file: it has no bytes", false)
        }
        return nil
    }
}

extension TreeArrangement {
    /// The next node, in the order in which rows stand when all is open, that was added, modified or removed itself.
    func changed(after node: Int, isForward: Bool) -> Int? {
        isForward ? changedAfter(node) : changedBefore(node)
    }

    private func isChanged(_ node: Int) -> Bool {
        isShown(node) && node != StackedTree.root && view.change(of: node) != .unchanged
    }

    private func changedAfter(_ node: Int) -> Int? {
        if let inside = firstChanged(below: node) { return inside }
        var current = node
        while current != StackedTree.root {
            let parent = stack.parent(of: current)
            let siblings = children(of: parent)
            let index = siblings.firstIndex(of: current) ?? siblings.endIndex - 1
            for sibling in siblings[(index + 1)...] {
                if isChanged(sibling) { return sibling }
                if let inside = firstChanged(below: sibling) { return inside }
            }
            current = parent
        }
        return nil
    }

    private func changedBefore(_ node: Int) -> Int? {
        var current = node
        while current != StackedTree.root {
            let parent = stack.parent(of: current)
            let siblings = children(of: parent)
            let index = siblings.firstIndex(of: current) ?? siblings.startIndex
            for sibling in siblings[..<index].reversed() {
                if let inside = lastChanged(below: sibling) { return inside }
                if isChanged(sibling) { return sibling }
            }
            if isChanged(parent) { return parent }
            current = parent
        }
        return nil
    }

    private func firstChanged(below node: Int) -> Int? {
        guard view.hasChangesBelow(node), isShown(node) else { return nil }
        for child in children(of: node) {
            if isChanged(child) { return child }
            if let inside = firstChanged(below: child) { return inside }
        }
        return nil
    }

    private func lastChanged(below node: Int) -> Int? {
        guard view.hasChangesBelow(node), isShown(node) else { return nil }
        for child in children(of: node).reversed() {
            if let inside = lastChanged(below: child) { return inside }
            if isChanged(child) { return child }
        }
        return nil
    }
}
