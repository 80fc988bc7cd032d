import TerminalUI

/// What a terminal shows, as cells.
///
/// Text is put in by the characters that are shown; control characters do not get in, whatever a text has: they are left out here
/// if nobody has made them visible before (``ShownText``). What does not fit is cut off.
public struct Screen: Hashable, Sendable {
    /// One place on the screen.
    struct Cell: Hashable, Sendable {
        static let blank = Cell(text: " ", style: CellStyle())
        /// A character with the marks on it; empty in the second place of a wide one.
        var text: String
        var style: CellStyle
    }

    /// Characters in a line.
    public let columns: Int
    /// Lines.
    public let rows: Int
    private(set) var cells: [Cell]
    /// Where the cursor is to be seen; it is hidden where this is `nil`.
    public var cursor: (column: Int, row: Int)? {
        get { place.map { ($0 % columns, $0 / columns) } }
        set { place = newValue.map { $0.row * columns + min($0.column, columns - 1) } }
    }
    private var place: Int?

    /// Makes an empty screen; it has one place at least.
    public init(columns: Int, rows: Int) {
        self.columns = max(1, columns)
        self.rows = max(1, rows)
        cells = Array(repeating: .blank, count: self.columns * self.rows)
    }

    /// Writes text from a place on, within so many columns, and says how many it took.
    @discardableResult
    public mutating func put(
        _ text: some StringProtocol, column: Int, row: Int, width: Int, _ style: CellStyle = CellStyle()
    ) -> Int {
        guard row >= 0, row < rows, column >= 0 else { return 0 }
        let end = min(column + width, columns)
        var place = column
        for scalar in text.unicodeScalars where !LogText.isControl(scalar) {
            let width = DisplayWidth.of(scalar)
            if width == 0 {
                // A mark belongs to the character before it; a cell does not grow without bound.
                let before = row * columns + place - 1
                if place > column, cells[before].text.utf8.count < 15 {
                    cells[before].text.unicodeScalars.append(scalar)
                }
                continue
            }
            guard place + width <= end else { break }
            set(Cell(text: String(Character(scalar)), style: style), column: place, row: row)
            if width == 2 { cells[row * columns + place + 1] = Cell(text: "", style: style) }
            place += width
        }
        return place - column
    }

    /// Fills a part of a line with a style, and with blanks.
    public mutating func fill(column: Int, row: Int, width: Int, _ style: CellStyle) {
        guard row >= 0, row < rows else { return }
        for place in max(0, column)..<max(0, column, min(column + width, columns)) {
            set(Cell(text: " ", style: style), column: place, row: row)
        }
    }

    /// Gives what stands in a part of a line another look.
    public mutating func restyle(column: Int, row: Int, width: Int, _ change: (inout CellStyle) -> Void) {
        guard row >= 0, row < rows else { return }
        for place in max(0, column)..<max(0, column, min(column + width, columns)) {
            change(&cells[row * columns + place].style)
        }
    }

    /// A line as text, without the blanks at its end.
    public func line(_ row: Int) -> String {
        let text = cells[(row * columns)..<((row + 1) * columns)].map(\.text).joined()
        return String(text.reversed().drop { $0 == " " }.reversed())
    }

    /// All lines as text.
    public var text: String { (0..<rows).map(line).joined(separator: "\n") }

    private mutating func set(_ cell: Cell, column: Int, row: Int) {
        let index = row * columns + column
        // Half of a wide character is none.
        if cells[index].text.isEmpty, column > 0 { cells[index - 1].text = " " }
        if column + 1 < columns, cells[index + 1].text.isEmpty { cells[index + 1].text = " " }
        cells[index] = cell
    }
}
