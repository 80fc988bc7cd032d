import LayerAnalysis
import TerminalUI

/// How the tree looks.
extension ExplorerState {
    func drawTree(_ area: Area, on screen: inout Screen) {
        let isCurrent = tree?.arrangement.spec == spec
        drawTitle(treeTitle, treeTitleRight, of: area, isFocused: focus == .tree, on: &screen)
        guard let rows = tree, isCurrent || stack.map({ spec.upper < $0.layers.count }) == true else {
            let text = progress ?? "reading layer \(spec.upper + 1) …"
            screen.put(text, column: area.column + 1, row: area.row, width: area.width - 1, CellStyle(.faint))
            return
        }
        if rows.count == 0 {
            let text =
                spec.filter.isEmpty && spec.hidden.isEmpty
                ? "Nothing is in this layer." : "Nothing of what is here is shown."
            screen.put(text, column: area.column + 1, row: area.row, width: area.width - 1, CellStyle(.faint))
        }
        for index in place.top..<max(place.top, min(place.top + area.height, rows.count)) {
            let row = area.row + index - place.top
            drawRow(rows, index, row, area, on: &screen)
            if index == place.cursor { mark(row, of: area, isFocused: focus == .tree, on: &screen) }
        }
    }

    private var treeTitle: String {
        switch (spec.isAggregated, spec.upper) {
        case (_, 0): "Contents of layer 1"
        case (true, _): "Contents, changes of layer\(spec.upper > 1 ? "s 2 to" : "") \(spec.upper + 1)"
        case (false, _): "Contents, changes of layer \(spec.upper + 1)"
        }
    }

    private var treeTitleRight: String {
        var parts: [String] = []
        if spec.order != .name { parts.append(spec.order == .size ? "by size" : "by change") }
        let names: [(StackedView.Change, String)] = [
            (.added, "+"), (.modified, "~"), (.removed, "-"), (.unchanged, "="),
        ]
        let hidden = names.filter { spec.hidden.contains($0.0) }.map(\.1).joined()
        if !hidden.isEmpty { parts.append("without " + hidden) }
        if let progress { parts.append(progress) }
        return parts.joined(separator: ", ")
    }

    private func drawRow(_ rows: TreeRows, _ index: Int, _ row: Int, _ area: Area, on screen: inout Screen) {
        let arrangement = rows.arrangement
        let (node, level) = rows.place(at: index)
        let change = arrangement.change(of: node)
        let isDirectory = arrangement.isDirectory(node)
        var column = area.column
        let end = area.column + area.width
        func put(_ text: String, _ style: CellStyle) {
            column += screen.put(text, column: column, row: row, width: end - column, style)
        }
        if attributesAreShown, let entry = arrangement.entry(of: node) {
            put(Self.permissions(entry, isKnown: !entry.isImplied) + " ", CellStyle(.faint))
            put(Self.right("\(entry.userID):\(entry.groupID)", 9) + " ", CellStyle(.faint))
        }
        put(Self.right(ByteFormat.size(arrangement.size(of: node)), 7) + " ", CellStyle(.faint))
        let (sign, tint) = Self.sign(change)
        put(sign + " ", CellStyle(tint, bold: true))
        // Deep trees do not go out of a narrow pane: their first steps are short.
        let depth = min(level, max(0, (end - column - 12) / 2))
        put(String(repeating: "  ", count: depth), CellStyle())
        let isEmpty = isDirectory && arrangement.stack.children(of: node).isEmpty
        put(!isDirectory ? "  " : isEmpty ? "· " : rows.isOpen(node) ? "▾ " : "▸ ", CellStyle(.faint))
        let name = ShownText.name(arrangement.stack.name(of: node)) + (isDirectory ? "/" : "")
        let plain: Tint = isDirectory ? .directory : .plain
        put(name, CellStyle(change == .unchanged ? plain : tint, bold: isDirectory))
        if isNoted(arrangement, node) { put(" !", CellStyle(.danger, bold: true)) }
        if let target = linkTarget(arrangement, node) { put(target, CellStyle(.faint)) }
        if column == end, DisplayWidth.of(name) > 1 {
            screen.put("…", column: end - 1, row: row, width: 1, CellStyle(.faint))
        }
    }

    /// Whether something was found in the version of a file that is shown.
    private func isNoted(_ arrangement: TreeArrangement, _ node: Int) -> Bool {
        guard !notedFiles.isEmpty, let place = arrangement.view.entry(of: node) ?? arrangement.view.entryBefore(node)
        else { return false }
        return notedFiles.contains(ContentPlace(layer: place.layer, path: arrangement.stack.path(of: node)))
    }

    private func linkTarget(_ arrangement: TreeArrangement, _ node: Int) -> String? {
        guard let place = arrangement.view.entry(of: node) ?? arrangement.view.entryBefore(node) else { return nil }
        let layer = arrangement.stack.layers[place.layer]
        guard let target = layer.linkTarget(of: place.entry) else { return nil }
        return (layer[place.entry].kind == .hardLink ? " = /" : " → ") + ShownText.name(target)
    }

    static func sign(_ change: StackedView.Change) -> (String, Tint) {
        switch change {
        case .added: ("+", .added)
        case .modified: ("~", .modified)
        case .removed: ("-", .removed)
        case .unchanged, .absent: (" ", .plain)
        }
    }

    /// Kind and permissions as `ls -l` writes them.
    static func permissions(_ entry: LayerTree.Entry, isKnown: Bool) -> String {
        let kind =
            switch entry.kind {
            case .file, .hardLink: "-"
            case .directory: "d"
            case .symbolicLink: "l"
            case .characterDevice: "c"
            case .blockDevice: "b"
            case .pipe: "p"
            case .whiteout: "w"
            }
        guard isKnown else { return kind + "?????????" }
        var result = kind
        for (shift, special, letters) in [(6, 0o4000, ("s", "S")), (3, 0o2000, ("s", "S")), (0, 0o1000, ("t", "T"))] {
            let bits = Int(entry.permissions) >> shift
            let isSpecial = Int(entry.permissions) & special != 0
            result += bits & 4 != 0 ? "r" : "-"
            result += bits & 2 != 0 ? "w" : "-"
            result += isSpecial ? (bits & 1 != 0 ? letters.0 : letters.1) : (bits & 1 != 0 ? "x" : "-")
        }
        return result
    }
}
