import LayerAnalysis

/// What keys do. dive's where dive has them; arrows, and the letters of vi beside them.
extension ExplorerState {
    var layout: Layout {
        Layout(columns: columns, rows: rows, layerCount: image.layers.count, showsTree: focus == .tree)
    }

    /// Takes what happened at the terminal.
    public mutating func handle(_ event: InputEvent) -> [ExplorerRequest] {
        defer { settle() }
        switch event {
        case .mouse(let event): return handle(event)
        case .paste(let text): return handlePaste(text)
        case .key(let key):
            message = nil
            // These mean the same everywhere.
            switch key {
            case .control("c"): return [.quit]
            case .control("z"): return [.suspend]
            default: break
            }
            return overlay == nil ? handleInPanes(key) : handleInOverlay(key)
        }
    }

    private mutating func handleInPanes(_ key: Key) -> [ExplorerRequest] {
        switch key {
        case .character("q"): return [.quit]
        case .character("?"), .function(1): overlay = .help(top: 0)
        case .tab: changeFocus(by: 1)
        case .backTab: changeFocus(by: -1)
        case .control("f"), .control("/"), .character("/"):
            overlay = .filter(before: spec.filter)
            if focus != .tree { focus = .tree }
        case .escape:
            guard !spec.filter.isEmpty else { return [] }
            spec.filter = ""
            return arrange()
        case .character("]"), .character("}"): return choose(layer: layer.cursor + 1)
        case .character("["), .character("{"): return choose(layer: layer.cursor - 1)
        case .character("a"): return aggregate(!spec.isAggregated)
        case .character("w"): return goToWaste()
        case .character("!"): return goToNote()
        case .character("b"), .character("n"), .character("N"):
            focus = .tree
            return handleInTree(key)
        case .control("b"): showsAttributes = !attributesAreShown
        case .control("l") where focus != .layers: return [.redraw]
        default:
            switch focus {
            case .layers: return handleInLayers(key)
            case .tree: return handleInTree(key)
            case .waste, .notes: return handleInLower(key)
            }
        }
        return []
    }

    private mutating func handleInLayers(_ key: Key) -> [ExplorerRequest] {
        switch key {
        case .control("a"): return aggregate(true)
        case .control("l"): return aggregate(false)
        case .enter, .right, .character("l"): focus = .tree
        default:
            if let rows = Self.step(key, height: layout.layers.height) { return choose(layer: layer.cursor + rows) }
        }
        return []
    }

    private mutating func handleInLower(_ key: Key) -> [ExplorerRequest] {
        let height = layout.lower.height
        if key == .enter || key == .right || key == .character("l") {
            return focus == .waste ? openWaste() : openNote()
        }
        if let rows = Self.step(key, height: height) {
            if focus == .waste {
                wastePlace.move(by: rows, count: waste?.paths.count ?? 0, height: height)
            } else {
                notePlace.move(by: rows, count: notes.count, height: height)
            }
        }
        return []
    }

    /// How many rows a key goes in a list; `nil` for a key that goes nowhere. The ends are far.
    static func step(_ key: Key, height: Int) -> Int? {
        switch key {
        case .up, .character("k"), .control("p"): -1
        case .down, .character("j"), .control("n"): 1
        case .pageUp: -max(1, height - 1)
        case .pageDown: max(1, height - 1)
        case .character("u"): -max(1, height / 2)
        case .character("d"): max(1, height / 2)
        case .home, .character("g"): -(1 << 40)
        case .end, .character("G"): 1 << 40
        default: nil
        }
    }

    private mutating func changeFocus(by step: Int) {
        let panes = Pane.allCases.filter { pane in
            switch pane {
            case .layers, .tree: true
            case .waste: waste?.paths.isEmpty == false
            case .notes: !notes.isEmpty
            }
        }
        let index = panes.firstIndex(of: focus) ?? 0
        focus = panes[(index + step + panes.count) % panes.count]
        if focus == .waste || focus == .notes { lowerPane = focus }
    }

    /// Chooses a layer, whose tree is then asked for.
    mutating func choose(layer number: Int) -> [ExplorerRequest] {
        let before = layer.cursor
        layer.go(to: number, count: image.layers.count, height: layout.layers.height)
        guard layer.cursor != before else { return [] }
        spec.upper = layer.cursor
        return arrange()
    }

    private mutating func aggregate(_ isAggregated: Bool) -> [ExplorerRequest] {
        guard isAggregated != spec.isAggregated else { return [] }
        spec.isAggregated = isAggregated
        return arrange()
    }

    private mutating func goToWaste() -> [ExplorerRequest] {
        guard let waste, !waste.paths.isEmpty else {
            message = (waste == nil ? "not all layers are read yet" : "nothing is wasted", false)
            return []
        }
        lowerPane = .waste
        // Again and again: from that which costs most to that which costs least.
        if focus == .tree, wanted == nil,
            chosenNode.map({ tree?.arrangement.stack.path(of: $0) }) == waste.paths[wastePlace.cursor].path
        {
            wastePlace.go(
                to: (wastePlace.cursor + 1) % waste.paths.count, count: waste.paths.count, height: layout.lower.height)
        }
        return openWaste()
    }

    private mutating func openWaste() -> [ExplorerRequest] {
        guard let waste, wastePlace.cursor < waste.paths.count else { return [] }
        let path = waste.paths[wastePlace.cursor].path
        // The highest layer that names it.
        let node = stack?.node(at: path)
        let top = node.flatMap { node in stack?.occurrences(of: node).last?.layer }
        return show(path, layer: top)
    }

    private mutating func goToNote() -> [ExplorerRequest] {
        guard !notes.isEmpty else {
            message = ("nothing wrong is found so far", false)
            return []
        }
        lowerPane = .notes
        focus = .notes
        // Again and again: from the first to the last.
        if shownNote == notePlace.cursor {
            notePlace.go(to: (notePlace.cursor + 1) % notes.count, count: notes.count, height: layout.lower.height)
        }
        return openNote()
    }

    private mutating func openNote() -> [ExplorerRequest] {
        guard notePlace.cursor < notes.count else { return [] }
        let note = notes[notePlace.cursor]
        shownNote = notePlace.cursor
        defer { message = (Self.text(of: note), false) }
        guard let path = note.path else { return note.layer.map { choose(layer: $0) } ?? [] }
        return show(path, layer: note.layer)
    }

    private mutating func show(_ path: [UInt8], layer number: Int?) -> [ExplorerRequest] {
        focus = .tree
        let requests = number.map { choose(layer: $0) } ?? []
        // The tree may still be that of another layer.
        if requests.isEmpty, tree?.arrangement.spec == spec { reveal(path) } else { wanted = path }
        return requests
    }
}
