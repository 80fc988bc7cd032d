/// What differs between two texts, as `diff -u` and git show it, and as `patch` reads it.
public struct UnifiedDiff: Sendable {
    /// A line of the output.
    public struct Line: Sendable, Hashable {
        /// What a line says.
        public enum Kind: Sendable, Hashable {
            case header, hunk, context, removed, added, note
        }

        /// What it says.
        public let kind: Kind
        /// The whole line with its mark, without a line end; bytes are as they were in the files.
        public let bytes: [UInt8]
    }

    /// All lines; none where the texts are the same.
    public let lines: [Line]

    private static let context = 3
    /// More cells than this are not compared line by line: the texts count as different there as a whole.
    private static let limit = 16 << 20

    /// Compares two texts.
    ///
    /// - Parameters:
    ///   - oldName: stands behind `---`; `/dev/null` for a file that is new.
    ///   - newName: stands behind `+++`.
    public init(_ old: [UInt8], _ new: [UInt8], oldName: String, newName: String) {
        let changes = Self.compare(Self.split(old), Self.split(new))
        guard changes.contains(where: { $0.kind != .context }) else {
            lines = []
            return
        }
        lines =
            [
                Line(kind: .header, bytes: Array("--- \(oldName)".utf8)),
                Line(kind: .header, bytes: Array("+++ \(newName)".utf8)),
            ] + Self.hunks(changes)
    }

    /// The whole text; each line ends with a line feed.
    public var bytes: [UInt8] { lines.flatMap { $0.bytes + [0x0A] } }

    // MARK: Comparing

    private struct Change {
        let kind: Line.Kind
        let line: ArraySlice<UInt8>
    }

    /// The lines with their ends.
    private static func split(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        var result: [ArraySlice<UInt8>] = []
        var start = 0
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: 0x0A).map { $0 + 1 } ?? bytes.count
            result.append(bytes[start..<end])
            start = end
        }
        return result
    }

    private static func compare(_ old: [ArraySlice<UInt8>], _ new: [ArraySlice<UInt8>]) -> [Change] {
        let shorter = min(old.count, new.count)
        var head = 0
        while head < shorter, old[head] == new[head] { head += 1 }
        var tail = 0
        while tail < shorter - head, old[old.count - 1 - tail] == new[new.count - 1 - tail] { tail += 1 }
        let middle = longest(old[head..<(old.count - tail)], new[head..<(new.count - tail)])
        let same = { (line: ArraySlice<UInt8>) in Change(kind: .context, line: line) }
        return old[..<head].map(same) + middle + old[(old.count - tail)...].map(same)
    }

    /// The changes by a longest common subsequence.
    private static func longest(_ old: ArraySlice<ArraySlice<UInt8>>, _ new: ArraySlice<ArraySlice<UInt8>>) -> [Change]
    {
        let (left, right) = (Array(old), Array(new))
        let width = right.count + 1
        guard !left.isEmpty, !right.isEmpty, (left.count + 1) * width <= limit else {
            return left.map { Change(kind: .removed, line: $0) } + right.map { Change(kind: .added, line: $0) }
        }
        var table = [Int32](repeating: 0, count: (left.count + 1) * width)
        for row in left.indices.reversed() {
            for column in right.indices.reversed() {
                table[row * width + column] =
                    left[row] == right[column]
                    ? table[(row + 1) * width + column + 1] + 1
                    : max(table[(row + 1) * width + column], table[row * width + column + 1])
            }
        }
        var changes: [Change] = []
        var (row, column) = (0, 0)
        while row < left.count || column < right.count {
            if row < left.count, column < right.count, left[row] == right[column] {
                changes.append(Change(kind: .context, line: left[row]))
                (row, column) = (row + 1, column + 1)
            } else if column == right.count
                || row < left.count && table[(row + 1) * width + column] >= table[row * width + column + 1]
            {
                changes.append(Change(kind: .removed, line: left[row]))
                row += 1
            } else {
                changes.append(Change(kind: .added, line: right[column]))
                column += 1
            }
        }
        return changes
    }

    // MARK: Hunks

    private static func hunks(_ changes: [Change]) -> [Line] {
        var lines: [Line] = []
        var index = 0
        var (oldLine, newLine) = (1, 1)
        while let first = changes[index...].firstIndex(where: { $0.kind != .context }) {
            let start = max(index, first - context)
            (oldLine, newLine) = (oldLine + start - index, newLine + start - index)
            let end = hunkEnd(changes, from: first)
            let hunk = changes[start..<end]
            let (olds, news) = (hunk.count { $0.kind != .added }, hunk.count { $0.kind != .removed })
            let place = "@@ -\(range(oldLine, olds)) +\(range(newLine, news)) @@"
            lines.append(Line(kind: .hunk, bytes: Array(place.utf8)))
            lines += hunk.flatMap(shown)
            (oldLine, newLine, index) = (oldLine + olds, newLine + news, end)
        }
        return lines
    }

    /// Where a hunk ends: changes with few lines between them are in one.
    private static func hunkEnd(_ changes: [Change], from first: Int) -> Int {
        var last = first
        var index = first
        while index < changes.count, index - last <= 2 * context {
            if changes[index].kind != .context { last = index }
            index += 1
        }
        return min(changes.count, last + context + 1)
    }

    private static func range(_ line: Int, _ count: Int) -> String {
        // Of an empty range, the line before it is named.
        count == 1 ? "\(line)" : "\(count == 0 ? line - 1 : line),\(count)"
    }

    private static func shown(_ change: Change) -> [Line] {
        let mark: UInt8 = change.kind == .added ? 0x2B : change.kind == .removed ? 0x2D : 0x20
        guard change.line.last == 0x0A else {
            return [
                Line(kind: change.kind, bytes: [mark] + change.line),
                Line(kind: .note, bytes: Array("\\ No newline at end of file".utf8)),
            ]
        }
        return [Line(kind: change.kind, bytes: [mark] + change.line.dropLast())]
    }
}
