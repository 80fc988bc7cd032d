public import TerminalUI

/// Brings a terminal from what it shows to what it is to show: only what differs is sent.
public struct ScreenWriter: Sendable {
    /// What makes a terminal ready: the other screen, no cursor, mouse in SGR form, pastes marked.
    public static let begin = "\u{1B}[?1049h\u{1B}[?25l\u{1B}[?1000h\u{1B}[?1002h\u{1B}[?1006h\u{1B}[?2004h\u{1B}[2J"
    /// What gives it back.
    public static let end = "\u{1B}[0m\u{1B}[?2004l\u{1B}[?1006l\u{1B}[?1002l\u{1B}[?1000l\u{1B}[?25h\u{1B}[?1049l"

    private let palette: Palette
    private let repertoire: Repertoire
    private var shown: Screen?

    /// Makes a writer for a terminal of which nothing is known.
    public init(palette: Palette, repertoire: Repertoire = .unicode) {
        self.palette = palette
        self.repertoire = repertoire
    }

    /// Forgets what the terminal shows: everything is sent again.
    public mutating func forget() { shown = nil }

    /// The bytes that make a terminal show `screen`.
    public mutating func bytes(for screen: Screen) -> [UInt8] {
        defer { shown = screen }
        var output = ""
        var before = shown
        if before?.columns != screen.columns || before?.rows != screen.rows {
            before = nil
            output += "\u{1B}[0m\u{1B}[2J"
        }
        let old = before?.cells ?? Array(repeating: .blank, count: screen.cells.count)
        for row in 0..<screen.rows { append(row, of: screen, over: old, to: &output) }
        if let cursor = screen.cursor {
            output += "\u{1B}[\(cursor.row + 1);\(cursor.column + 1)H\u{1B}[?25h"
        } else if before?.cursor != nil {
            output += "\u{1B}[?25l"
        }
        // Between these two marks a terminal that knows them draws nothing, so that no half screen is seen.
        return output.isEmpty ? [] : Array(("\u{1B}[?2026h\u{1B}[?25l" + output + "\u{1B}[?2026l").utf8)
    }

    private func append(_ row: Int, of screen: Screen, over old: [Screen.Cell], to output: inout String) {
        let start = row * screen.columns
        let differing = (start..<(start + screen.columns)).filter { old[$0] != screen.cells[$0] }
        guard var first = differing.first, let last = differing.last else { return }
        // From the first place that differs to the last: a few cells again cost less than moving the cursor between them. The second
        // place of a wide character is written with the first.
        while first > start, screen.cells[first].text.isEmpty { first -= 1 }
        output += "\u{1B}[\(row + 1);\(first - start + 1)H"
        var style: CellStyle?
        for index in first...last {
            let cell = screen.cells[index]
            if cell.text.isEmpty { continue }
            if cell.style != style {
                output += "\u{1B}[\(palette.rendition(of: cell.style))m"
                style = cell.style
            }
            output += repertoire.character(cell.text)
        }
        output += "\u{1B}[0m"
    }
}
