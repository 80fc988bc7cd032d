import LayerAnalysis
import TerminalUI

/// How the explorer looks.
extension ExplorerState {
    /// The screen of this moment.
    public func screen() -> Screen {
        var screen = Screen(columns: columns, rows: rows)
        switch overlay {
        case .viewer(let viewer): draw(viewer, on: &screen)
        case .search(let viewer, _): draw(viewer, on: &screen)
        default:
            drawPanes(on: &screen)
            if case .help(let top) = overlay { drawHelp(from: top, on: &screen) }
        }
        drawLastLine(on: &screen)
        return screen
    }

    private func drawPanes(on screen: inout Screen) {
        let layout = layout
        if layout.isWide {
            for row in 0..<max(0, rows - 1) {
                screen.put("│", column: layout.tree.column - 1, row: row, width: 1, CellStyle(.faint))
            }
        }
        if layout.layers.height > 0 { drawLayers(layout.layers, on: &screen) }
        if layout.details.height > 0 { drawDetails(layout.details, on: &screen) }
        if layout.lower.height > 0 { drawLower(layout.lower, on: &screen) }
        if layout.tree.height > 0 { drawTree(layout.tree, on: &screen) }
    }

    /// A pane's title, in the line above it.
    func drawTitle(_ text: String, _ rights: String..., of area: Area, isFocused: Bool, on screen: inout Screen) {
        let style = CellStyle(.title, bold: isFocused, reversed: isFocused)
        screen.fill(column: area.column, row: area.row - 1, width: area.width, style)
        let used = screen.put(" " + text, column: area.column, row: area.row - 1, width: area.width, style)
        // Of several ways to say it the first that there is room for.
        guard let right = rights.first(where: { used + DisplayWidth.of($0) + 2 <= area.width }) else { return }
        let width = DisplayWidth.of(right)
        screen.put(right, column: area.column + area.width - width - 1, row: area.row - 1, width: width, style)
    }

    /// How a row looks that is chosen.
    func mark(_ row: Int, of area: Area, isFocused: Bool, on screen: inout Screen) {
        screen.restyle(column: area.column, row: row, width: area.width) { style in
            if isFocused { style = CellStyle(.plain, bold: style.isBold, reversed: true) } else { style.isBold = true }
        }
    }

    private func drawLayers(_ area: Area, on screen: inout Screen) {
        let number = "\(layer.cursor + 1)/\(image.layers.count)"
        let notice = notes.isEmpty ? "" : "\(notes.count) finding\(notes.count == 1 ? "" : "s")  "
        drawTitle("Layers", notice + number, number, of: area, isFocused: focus == .layers, on: &screen)
        for index in layer.top..<max(layer.top, min(layer.top + area.height, image.layers.count)) {
            let row = area.row + index - layer.top
            let item = image.layers[index]
            let isBelow = index < layer.cursor
            // What is counted in: the layer itself, and those below it.
            let sign = index == layer.cursor ? "●" : isBelow ? "┃" : " "
            let digits = "\(image.layers.count)".utf8.count
            var column = area.column
            column += screen.put(
                sign, column: column, row: row, width: 1, CellStyle(isBelow && !spec.isAggregated ? .faint : .accent))
            column += screen.put(
                Self.right("\(index + 1)", digits) + " ", column: column, row: row, width: digits + 1, CellStyle(.faint)
            )
            let size = Self.right(self.size(of: index).map { ByteFormat.size($0) } ?? "…", 7)
            column += screen.put(size, column: column, row: row, width: 7, CellStyle(.faint))
            let tint = tint(ofLayer: index)
            // Seen without colours, too.
            let warning = tint == .plain ? "  " : "! "
            column += screen.put(warning, column: column, row: row, width: 2, CellStyle(tint, bold: true))
            // Of a layer that no history tells of, this is all there is.
            let text = item.command.isEmpty ? item.digest : InstructionText.line(item.command)
            let command = ShownText.name(Array(text.utf8))
            let width = max(0, area.column + area.width - column)
            screen.put(DisplayWidth.shortened(command, width), column: column, row: row, width: width, CellStyle(tint))
            if index == layer.cursor { mark(row, of: area, isFocused: focus == .layers, on: &screen) }
        }
    }

    /// How bad what was found in a layer is: plain where it is nothing, or a matter of taste.
    private func tint(ofLayer index: Int) -> Tint { notedLayers[index] ?? .plain }

    /// Bytes of a layer's files: what its headers say, once it is read.
    private func size(of index: Int) -> Int64? {
        if let layers = stack?.layers, index < layers.count { return layers[index].headerBytes }
        return image.layers[index].size
    }

    private func drawDetails(_ area: Area, on screen: inout Screen) {
        drawTitle("Layer", of: area, isFocused: false, on: &screen)
        guard image.layers.indices.contains(layer.cursor) else { return }
        let item = image.layers[layer.cursor]
        var lines: [(String, CellStyle)] = []
        if !item.created.isEmpty { lines.append(("Created  " + item.created, CellStyle())) }
        lines.append(("Digest   " + item.digest, CellStyle()))
        if let arrangement = tree?.arrangement, arrangement.spec == spec {
            let counts = arrangement.counts
            lines.append(("Changes  +\(counts.added) ~\(counts.modified) -\(counts.removed)", CellStyle()))
        }
        let own = notes.filter { $0.layer == layer.cursor }
        if !own.isEmpty {
            lines.append(
                (
                    "Findings \(own.count): \(ShownText.name(Array(own[0].text.utf8)))",
                    CellStyle(tint(ofLayer: layer.cursor))
                ))
        }
        for part in InstructionText.short(item.command).split(whereSeparator: \.isNewline) {
            for line in Self.wrapped(ShownText.line(Array(part.utf8)), area.width - 2) {
                lines.append((line, CellStyle(.faint)))
            }
        }
        for (index, line) in lines.prefix(area.height).enumerated() {
            let isCut = index == area.height - 1 && lines.count > area.height
            let text = DisplayWidth.shortened(isCut ? line.0 + " …" : line.0, area.width - 2)
            screen.put(text, column: area.column + 1, row: area.row + index, width: area.width - 2, line.1)
        }
    }

    private func drawLower(_ area: Area, on screen: inout Screen) {
        if lowerPane == .notes { return drawNotes(area, on: &screen) }
        guard let waste else {
            return drawTitle("Waste", of: area, isFocused: focus == .waste, on: &screen)
        }
        let title = "Waste \(ByteFormat.size(waste.bytes))"
        let share = Self.percent(waste.efficiency)
        drawTitle(title, "efficiency " + share, share, of: area, isFocused: focus == .waste, on: &screen)
        if waste.paths.isEmpty {
            screen.put(
                "No path is in two layers.", column: area.column + 1, row: area.row, width: area.width - 1,
                CellStyle(.faint))
        }
        for index in wastePlace.top..<max(wastePlace.top, min(wastePlace.top + area.height, waste.paths.count)) {
            let row = area.row + index - wastePlace.top
            let item = waste.paths[index]
            screen.put(
                Self.right(ByteFormat.size(item.bytes), 8), column: area.column + 1, row: row, width: 8,
                CellStyle(.faint))
            screen.put(Self.right("×\(item.count)", 4), column: area.column + 9, row: row, width: 4, CellStyle(.faint))
            let path = Self.shortenedFront("/" + ShownText.name(item.path), area.width - 15)
            screen.put(path, column: area.column + 14, row: row, width: area.width - 15)
            if index == wastePlace.cursor, focus == .waste { mark(row, of: area, isFocused: true, on: &screen) }
        }
    }

    private func drawNotes(_ area: Area, on screen: inout Screen) {
        drawTitle("Findings", "\(notes.count)", of: area, isFocused: focus == .notes, on: &screen)
        for index in notePlace.top..<max(notePlace.top, min(notePlace.top + area.height, notes.count)) {
            let row = area.row + index - notePlace.top
            let note = notes[index]
            let place = note.layer.map { "\($0 + 1)" } ?? ""
            screen.put(Self.right(place, 3), column: area.column + 1, row: row, width: 3, CellStyle(.faint))
            let tint: Tint = note.grade == "error" ? .danger : note.grade == "warning" ? .warning : .plain
            screen.put(
                DisplayWidth.shortened(Self.text(of: note), area.width - 6), column: area.column + 5, row: row,
                width: area.width - 6,
                CellStyle(tint))
            if index == notePlace.cursor, focus == .notes { mark(row, of: area, isFocused: true, on: &screen) }
        }
    }

    // MARK: Words

    static func right(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - DisplayWidth.of(text))) + text
    }

    static func percent(_ share: Double) -> String {
        // Not rounded up: 100 % says that nothing is wasted.
        let tenths = Int(share * 1000)
        return "\(tenths / 10).\(tenths % 10) %"
    }

    /// A path whose beginning is left out where it is too long: its end says more.
    static func shortenedFront(_ text: String, _ width: Int) -> String {
        guard DisplayWidth.of(text) > width, width > 1 else { return text }
        var rest = text.unicodeScalars[...]
        var left = DisplayWidth.of(text)
        while left > width - 1, let first = rest.popFirst() { left -= DisplayWidth.of(first) }
        return "…" + String(rest)
    }

    static func wrapped(_ text: String, _ width: Int) -> [String] {
        guard width > 3 else { return [text] }
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ", omittingEmptySubsequences: false) {
            if !line.isEmpty, DisplayWidth.of(line) + 1 + DisplayWidth.of(word) > width {
                lines.append(line)
                line = ""
            }
            line += (line.isEmpty ? "" : " ") + word
            while DisplayWidth.of(line) > width {
                let part = DisplayWidth.prefix(line, width)
                lines.append(part)
                line = String(line.unicodeScalars.dropFirst(part.unicodeScalars.count))
            }
            // Nobody is shown more of an instruction than this.
            if lines.count > 40 { break }
        }
        return line.isEmpty ? lines : lines + [line]
    }
}
