/// What the mouse does: it chooses, a second press opens, the wheel moves what is under it.
extension ExplorerState {
    mutating func handle(_ event: MouseEvent) -> [ExplorerRequest] {
        switch event.action {
        case .wheelUp: return scroll(by: -3, event)
        case .wheelDown: return scroll(by: 3, event)
        case .press: return press(event)
        case .release, .drag: return []
        }
    }

    private mutating func scroll(by lines: Int, _ event: MouseEvent) -> [ExplorerRequest] {
        switch overlay {
        case .help(let top): overlay = .help(top: max(0, min(top + lines, HelpText.lines.count - (rows - 2))))
        case .viewer(var viewer):
            viewer.scroll(by: lines, height: viewerHeight)
            overlay = .viewer(viewer)
        case .search, .extraction: break
        case .filter, nil:
            let layout = layout
            if layout.tree.contains(column: event.column, row: event.row) {
                place.scroll(by: lines, count: tree?.count ?? 0, height: layout.tree.height)
            } else if layout.layers.contains(column: event.column, row: event.row) {
                return choose(layer: layer.cursor + lines.signum())
            } else if layout.lower.contains(column: event.column, row: event.row) {
                if lowerPane == .waste {
                    wastePlace.scroll(by: lines, count: waste?.paths.count ?? 0, height: layout.lower.height)
                } else {
                    notePlace.scroll(by: lines, count: notes.count, height: layout.lower.height)
                }
            }
        }
        return []
    }

    private mutating func press(_ event: MouseEvent) -> [ExplorerRequest] {
        message = nil
        if case .help = overlay { overlay = nil }
        guard overlay == nil || isFiltering else { return [] }
        if isFiltering { overlay = nil }
        let layout = layout
        if layout.tree.contains(column: event.column, row: event.row) {
            let row = place.top + event.row - layout.tree.row
            guard row < tree?.count ?? 0 else { return [] }
            let isSecond = focus == .tree && place.cursor == row
            focus = .tree
            place.go(to: row, count: tree?.count ?? 0, height: layout.tree.height)
            return isSecond ? handleInTree(.enter) : []
        }
        if layout.layers.contains(column: event.column, row: event.row) {
            focus = .layers
            return choose(layer: layer.top + event.row - layout.layers.row)
        }
        if layout.lower.contains(column: event.column, row: event.row) { pressLower(event.row - layout.lower.row) }
        return []
    }

    private var isFiltering: Bool {
        if case .filter = overlay { true } else { false }
    }

    private mutating func pressLower(_ row: Int) {
        focus = lowerPane
        if lowerPane == .waste {
            wastePlace.go(to: wastePlace.top + row, count: waste?.paths.count ?? 0, height: layout.lower.height)
        } else {
            notePlace.go(to: notePlace.top + row, count: notes.count, height: layout.lower.height)
        }
    }
}
