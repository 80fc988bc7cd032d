/// Aligns text in columns as Go's `text/tabwriter` does, in docker's setting: cells end at tabs, padding is spaces on the right.
///
/// A column is a block of neighbouring lines that have a cell there; what follows a line's last tab is in no column. Widths
/// count characters (Unicode scalars), wide ones of East Asia twice, as docker's copy of the package does.
public enum TabWriter {
    /// Aligns a text; docker's setting is a width of at least ten with three spaces between columns.
    public static func format(_ text: String, minimumWidth: Int = 10, padding: Int = 3) -> String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            line.split(separator: "\t", omittingEmptySubsequences: false).map(Cell.init)
        }
        var layout = Layout(lines: lines, minimumWidth: minimumWidth, padding: padding)
        layout.format(0..<lines.count)
        return layout.output
    }

    private struct Cell {
        let text: Substring
        let width: Int

        init(_ text: Substring) {
            self.text = text
            width = DisplayWidth.inDocker(text)
        }
    }

    private struct Layout {
        let lines: [[Cell]]
        let minimumWidth: Int
        let padding: Int
        var widths: [Int] = []
        var output = ""

        init(lines: [[Cell]], minimumWidth: Int, padding: Int) {
            self.lines = lines
            self.minimumWidth = minimumWidth
            self.padding = padding
        }

        /// Writes some lines whose first columns have the widths known so far, finding further columns among them.
        mutating func format(_ range: Range<Int>) {
            let column = widths.count
            var written = range.lowerBound
            var line = range.lowerBound
            while line < range.upperBound {
                guard column < lines[line].count - 1 else {
                    line += 1
                    continue
                }
                write(written..<line)
                var end = line
                var width = minimumWidth
                while end < range.upperBound, column < lines[end].count - 1 {
                    width = max(width, lines[end][column].width + padding)
                    end += 1
                }
                widths.append(width)
                format(line..<end)
                widths.removeLast()
                written = end
                line = end
            }
            write(written..<range.upperBound)
        }

        private mutating func write(_ range: Range<Int>) {
            for line in range {
                for (column, cell) in lines[line].enumerated() {
                    output += cell.text
                    if column < widths.count, column < lines[line].count - 1 {
                        output += String(repeating: " ", count: max(0, widths[column] - cell.width))
                    }
                }
                if line < lines.count - 1 { output += "\n" }
            }
        }
    }
}
