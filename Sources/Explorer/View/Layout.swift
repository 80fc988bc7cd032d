/// A part of the screen.
struct Area: Hashable, Sendable {
    var column = 0
    var row = 0
    var width = 0
    var height = 0

    func contains(column: Int, row: Int) -> Bool {
        (self.column..<(self.column + width)).contains(column) && (self.row..<(self.row + height)).contains(row)
    }
}

/// Where the panes are. An area is what is below a pane's title; one that has no room has no height.
struct Layout: Hashable, Sendable {
    /// Where there are fewer columns, one side is shown at a time.
    static let narrow = 60

    private(set) var layers = Area()
    private(set) var details = Area()
    private(set) var lower = Area()
    private(set) var tree = Area()
    /// Both sides are seen.
    let isWide: Bool

    init(columns: Int, rows: Int, layerCount: Int, showsTree: Bool) {
        isWide = columns >= Self.narrow
        let height = max(0, rows - 1)
        let left = isWide ? min(64, max(30, columns * 2 / 5)) : columns
        if isWide || !showsTree { arrangeLeft(width: left, height: height, layerCount: layerCount) }
        if isWide {
            tree = Area(column: left + 1, row: 1, width: columns - left - 1, height: max(0, height - 1))
        } else if showsTree {
            tree = Area(column: 0, row: 1, width: columns, height: max(0, height - 1))
        }
    }

    private mutating func arrangeLeft(width: Int, height: Int, layerCount: Int) {
        let detailHeight = height >= 16 ? min(9, height / 3) : 0
        let most = max(2, (height - detailHeight) * 11 / 20)
        let list = min(layerCount + 1, most, height)
        layers = Area(column: 0, row: 1, width: width, height: max(0, list - 1))
        var row = list
        if detailHeight > 1 {
            details = Area(column: 0, row: row + 1, width: width, height: detailHeight - 1)
            row += detailHeight
        }
        if height - row > 1 { lower = Area(column: 0, row: row + 1, width: width, height: height - row - 1) }
    }
}
