@testable import TerminalUI

/// A terminal in memory: enough of one to see what a drawing looks like.
struct Screen {
    /// What each cell shows; the second cell of a wide character shows nothing.
    private var grid: [[String]] = [[]]
    private var row = 0
    private var column = 0
    private let columns: Int
    private let rows: Int
    /// Lines that left the screen at the top.
    private(set) var scrolled = 0
    private(set) var isCursorHidden = false

    init(columns: Int, rows: Int) {
        self.columns = columns
        self.rows = rows
    }

    /// What is on the screen and above it, without empty lines at the end.
    var lines: [String] {
        var lines = grid.map { line in
            var line = line
            while line.last == " " { line.removeLast() }
            return line.joined()
        }
        while lines.last?.isEmpty == true { lines.removeLast() }
        return lines
    }

    mutating func write(_ text: String) {
        var rest = text.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            switch scalar {
            case "\u{1B}": escape(&rest)
            case "\n": lineFeed()
            case "\r": column = 0
            default: put(scalar)
            }
        }
    }

    private mutating func put(_ scalar: Unicode.Scalar) {
        let width = DisplayWidth.of(String(scalar))
        if width == 0, column > 0, column <= grid[row].count { return grid[row][column - 1] += String(scalar) }
        if column + width > columns { lineFeed() }
        while grid[row].count < column + width { grid[row].append(" ") }
        grid[row][column] = String(scalar)
        if width == 2 { grid[row][column + 1] = "" }
        column += width
    }

    private mutating func lineFeed() {
        column = 0
        row += 1
        if row == grid.count { grid.append([]) }
        scrolled = max(scrolled, grid.count - rows)
    }

    private mutating func escape(_ rest: inout Substring.UnicodeScalarView) {
        guard rest.popFirst() == "[" else { return }
        let parameters = rest.prefix { !("@"..."~").contains($0) }
        rest = rest.dropFirst(parameters.count)
        switch rest.popFirst() {
        case "A": row = max(scrolled, row - (Int(String(parameters)) ?? 1))
        case "B": row = min(grid.count - 1, row + (Int(String(parameters)) ?? 1))
        case "G": column = (Int(String(parameters)) ?? 1) - 1
        case "K": grid[row].removeSubrange(min(column, grid[row].count)...)
        case "J":
            grid[row].removeSubrange(min(column, grid[row].count)...)
            grid.removeSubrange((row + 1)...)
        case "l": isCursorHidden = true
        case "h": isCursorHidden = false
        default: break
        }
    }
}
