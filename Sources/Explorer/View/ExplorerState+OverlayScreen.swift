import TerminalUI

/// How a file that is looked at, the help and the last line look.
extension ExplorerState {
    func draw(_ viewer: Viewer, on screen: inout Screen) {
        let area = Area(column: 0, row: 1, width: columns, height: viewerHeight)
        let layer = "layer \(viewer.place.layer + 1)"
        let kind =
            viewer.isComparison
            ? "compared with below, " + layer : viewer.isHexadecimal ? "as numbers, " + layer : layer
        let name = Self.shortenedFront(
            "/" + ShownText.name(viewer.place.path), max(4, columns - DisplayWidth.of(kind) - 4))
        drawTitle(name, kind, of: area, isFocused: true, on: &screen)
        if viewer.document.count == 0 {
            screen.put("Nothing is in it.", column: 0, row: 1, width: columns, CellStyle(.faint))
        }
        for index in viewer.top..<max(viewer.top, min(viewer.top + area.height, viewer.document.count)) {
            let line = viewer.document.line(index)
            let shown = Self.dropping(viewer.left, of: line.text)
            screen.put(shown, column: 0, row: area.row + index - viewer.top, width: columns, CellStyle(line.tint))
        }
    }

    /// A text without so many columns at its beginning.
    private static func dropping(_ columns: Int, of text: String) -> String {
        var rest = text.unicodeScalars[...]
        var left = columns
        while left > 0, let first = rest.popFirst() { left -= DisplayWidth.of(first) }
        return String(rest)
    }

    func drawHelp(from top: Int, on screen: inout Screen) {
        let width = min(columns, 78)
        let column = (columns - width) / 2
        let height = max(1, rows - 2)
        let area = Area(column: column, row: 1, width: width, height: height)
        for row in 0..<max(1, rows - 1) { screen.fill(column: column, row: row, width: width, CellStyle()) }
        drawTitle("Keys", "any other key closes this", of: area, isFocused: true, on: &screen)
        for (index, line) in HelpText.lines.dropFirst(top).prefix(height).enumerated() {
            let isTitle = line.text.isEmpty
            screen.put(
                line.keys, column: column + 1, row: 1 + index, width: 20,
                CellStyle(isTitle ? .title : .accent, bold: true))
            screen.put(line.text, column: column + 22, row: 1 + index, width: width - 23)
        }
    }

    func drawLastLine(on screen: inout Screen) {
        let row = rows - 1
        switch overlay {
        case .filter: return drawInput("Filter: ", spec.filter, filterNotice, on: &screen)
        case .search(_, let text): return drawInput("Search: ", text, "", on: &screen)
        case .extraction(_, let text): return drawInput("Extract to: ", text, "", on: &screen)
        default: break
        }
        if let message {
            let text = ShownText.name(Array(message.text.utf8))
            screen.put(
                DisplayWidth.shortened(text, columns), column: 0, row: row, width: columns,
                CellStyle(message.isError ? .danger : .accent, bold: message.isError))
            return
        }
        screen.put(DisplayWidth.shortened(hints, columns), column: 0, row: row, width: columns, CellStyle(.faint))
    }

    private var filterNotice: String {
        guard let arrangement = tree?.arrangement, arrangement.spec == spec, !spec.filter.isEmpty else { return "" }
        return arrangement.complaint ?? "\(arrangement.shownCount) shown"
    }

    private func drawInput(_ title: String, _ text: String, _ notice: String, on screen: inout Screen) {
        let row = rows - 1
        let start = screen.put(title, column: 0, row: row, width: columns, CellStyle(.title, bold: true))
        let room = max(1, columns - start - 1)
        let shown = Self.shortenedFront(ShownText.name(Array(text.utf8)), room)
        let end = start + screen.put(shown, column: start, row: row, width: room)
        screen.cursor = (end, row)
        let width = DisplayWidth.of(notice)
        if end + width + 2 < columns {
            screen.put(notice, column: columns - width, row: row, width: width, CellStyle(.faint))
        }
    }

    /// What the narrow pane has no room for.
    private var chosenLine: String? {
        switch focus {
        case .notes where notePlace.cursor < notes.count:
            let note = notes[notePlace.cursor]
            let path = note.path.map { "/" + ShownText.name($0) + ": " } ?? ""
            return path + Self.text(of: note)
        case .waste:
            guard let paths = waste?.paths, wastePlace.cursor < paths.count else { return nil }
            return "/" + ShownText.name(paths[wastePlace.cursor].path) + "  Enter show in tree  ? keys"
        default: return nil
        }
    }

    /// What was found, and by which rule.
    static func text(of note: ExplorerImage.Note) -> String {
        ShownText.name(Array("\(note.text) (\(note.rule))".utf8))
    }

    private var hints: String {
        if case .viewer(let viewer) = overlay {
            let lines = "\(min(viewer.top + 1, viewer.document.count))/\(viewer.document.count)"
            let cut = viewer.isWhole ? "" : "  the beginning alone: e extracts the whole"
            return "\(lines)  Escape back  / search  Tab text or numbers  e extract" + cut
        }
        if overlay == nil, let chosenLine { return chosenLine }
        let filter = spec.filter.isEmpty ? "" : "Filter \(ShownText.name(Array(spec.filter.utf8))) \(filterNotice)  "
        let pane =
            switch focus {
            case .layers: "w waste  b largest  ! findings  a all layers "
            case .tree: "Space open  Enter look  c compare  s order  b largest  n change  "
            case .waste, .notes: "Enter show in tree  "
            }
        return filter + "? keys  q quit  Tab pane  / filter  " + pane
    }
}
