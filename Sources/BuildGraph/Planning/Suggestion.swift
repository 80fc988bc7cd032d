/// Finds what a misspelt name was probably meant to be.
enum Suggestion {
    /// The nearest of the known names, where it is near enough to be meant.
    static func nearest(to name: String, among known: some Sequence<String>) -> String? {
        let limit = max(1, name.count / 3)
        let candidates = known.map { (name: $0, distance: distance(name.lowercased(), $0.lowercased())) }
        return candidates.filter { $0.distance <= limit && $0.name != name }.min { $0.distance < $1.distance }?.name
    }

    /// `did you mean …?`, where there is something near.
    static func question(for name: String, among known: some Sequence<String>) -> String? {
        nearest(to: name, among: known).map { "did you mean \($0)?" }
    }

    /// The number of characters to insert, remove, replace or swap with their neighbour.
    static func distance(_ left: String, _ right: String) -> Int {
        let left = Array(left)
        let right = Array(right)
        var rows = [Array(0...right.count)]
        for (i, a) in left.enumerated() {
            var row = [i + 1]
            for (j, b) in right.enumerated() {
                var best = min(row[j] + 1, rows[i][j + 1] + 1, rows[i][j] + (a == b ? 0 : 1))
                if i > 0, j > 0, a == right[j - 1], left[i - 1] == b { best = min(best, rows[i - 1][j - 1] + 1) }
                row.append(best)
            }
            rows.append(row)
        }
        return rows[left.count][right.count]
    }
}
