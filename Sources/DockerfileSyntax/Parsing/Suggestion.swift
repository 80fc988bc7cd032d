/// Finds what somebody probably meant to write.
enum Suggestion {
    /// The candidate nearest to a word, if it is near enough: at most two edits, and fewer than the word has letters.
    static func nearest(to word: String, among candidates: some Sequence<String>) -> String? {
        let wanted = Array(word.lowercased().unicodeScalars.prefix(64))
        var best: (name: String, distance: Int)?
        for candidate in candidates {
            let distance = editDistance(wanted, Array(candidate.lowercased().unicodeScalars))
            if distance < best?.distance ?? 3, distance < max(wanted.count, 1) { best = (candidate, distance) }
        }
        return best?.name
    }

    /// A question to put behind a message, or the whole list where nothing is near.
    static func hint(for word: String, among candidates: [String]) -> String {
        if let name = nearest(to: word, among: candidates) { return "did you mean \(name)?" }
        return "known are " + candidates.joined(separator: ", ")
    }

    /// Number of letters to insert, delete, replace or swap with their neighbour.
    private static func editDistance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
        var rows = [Array(0...right.count)]
        for (row, scalar) in left.enumerated() {
            var next = [row + 1]
            for (column, other) in right.enumerated() {
                let replaced = rows[row][column] + (scalar == other ? 0 : 1)
                var cost = min(next[column] + 1, rows[row][column + 1] + 1, replaced)
                if row > 0, column > 0, scalar == right[column - 1], left[row - 1] == other {
                    cost = min(cost, rows[row - 1][column - 1] + 1)
                }
                next.append(cost)
            }
            rows.append(next)
        }
        return rows[left.count][right.count]
    }
}
