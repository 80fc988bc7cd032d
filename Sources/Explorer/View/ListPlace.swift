/// Where somebody is in a list: the chosen row, and the first one that is seen.
struct ListPlace: Hashable, Sendable {
    private(set) var cursor = 0
    private(set) var top = 0

    /// Goes so many rows on, and not beyond the ends.
    mutating func move(by rows: Int, count: Int, height: Int) { go(to: cursor + rows, count: count, height: height) }

    /// Goes to a row; what is seen follows only as far as it must.
    mutating func go(to row: Int, count: Int, height: Int) {
        cursor = max(0, min(row, count - 1))
        let height = max(1, height)
        top = min(max(top, cursor - height + 1), cursor)
        top = max(0, min(top, count - height))
    }

    /// Moves what is seen, and the chosen row with it where it would be out of sight.
    mutating func scroll(by rows: Int, count: Int, height: Int) {
        top = max(0, min(top + rows, count - max(1, height)))
        cursor = max(0, min(max(cursor, top), min(top + height, count) - 1))
    }

    /// Goes to a row so that there is something to see on both sides.
    mutating func reveal(_ row: Int, count: Int, height: Int) {
        if row < top || row >= top + height { top = row - height / 2 }
        go(to: row, count: count, height: height)
    }
}
