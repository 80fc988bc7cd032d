/// Aligns text in columns as Go's `text/tabwriter` does, in docker's setting: cells end at tabs, padding is spaces on the right.
///
/// A column is a block of neighbouring lines that have a cell there; what follows a line's last tab is in no column. Widths
/// count characters (Unicode scalars), wide ones of East Asia twice, as docker's copy of the package does.
public enum TabWriter {
    /// Aligns a text; docker's setting is a width of at least ten with three spaces between columns.
    public static func format(_ text: String, minimumWidth: Int = 10, padding: Int = 3) -> String {
        String(decoding: format(Array(text.utf8), minimumWidth: minimumWidth, padding: padding), as: UTF8.self)
    }

    /// Aligns the bytes of a text.
    static func format(_ text: [UInt8], minimumWidth: Int = 10, padding: Int = 3) -> [UInt8] {
        var layout = Layout(text, minimumWidth: minimumWidth, padding: padding)
        layout.format(0..<layout.lineCount)
        return layout.output
    }

    private struct Cell {
        let bytes: Range<Int>
        let width: Int
    }

    private struct Layout {
        private let text: [UInt8]
        private let minimumWidth: Int
        private let padding: Int
        private var cells: [Cell] = []
        /// Where each line begins in `cells`, and where the last one ends.
        private var starts = [0]
        private var widths: [Int] = []
        private(set) var output: [UInt8] = []

        var lineCount: Int { starts.count - 1 }

        init(_ text: [UInt8], minimumWidth: Int, padding: Int) {
            self.text = text
            self.minimumWidth = minimumWidth
            self.padding = padding
            output.reserveCapacity(text.count * 2)
            cut()
        }

        /// Finds the cells, with their widths.
        private mutating func cut() {
            var begin = 0
            var isASCII = true
            for (index, byte) in text.enumerated() {
                if byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\n") {
                    cells.append(cell(begin..<index, isASCII))
                    if byte == UInt8(ascii: "\n") { starts.append(cells.count) }
                    begin = index + 1
                    isASCII = true
                } else if byte >= 0x80 {
                    isASCII = false
                }
            }
            cells.append(cell(begin..<text.count, isASCII))
            starts.append(cells.count)
        }

        private func cell(_ bytes: Range<Int>, _ isASCII: Bool) -> Cell {
            Cell(
                bytes: bytes,
                width: isASCII ? bytes.count : DisplayWidth.inDocker(String(decoding: text[bytes], as: UTF8.self)))
        }

        /// How many cells of a line end at a tab.
        private func columnCount(_ line: Int) -> Int { starts[line + 1] - starts[line] - 1 }

        /// Writes some lines whose first columns have the widths known so far, finding further columns among them.
        mutating func format(_ range: Range<Int>) {
            let column = widths.count
            var written = range.lowerBound
            var line = range.lowerBound
            while line < range.upperBound {
                guard column < columnCount(line) else {
                    line += 1
                    continue
                }
                write(written..<line)
                var end = line
                var width = minimumWidth
                while end < range.upperBound, column < columnCount(end) {
                    width = max(width, cells[starts[end] + column].width + padding)
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
                let columns = min(columnCount(line), widths.count)
                for (column, index) in (starts[line]..<starts[line + 1]).enumerated() {
                    let cell = cells[index]
                    output += text[cell.bytes]
                    guard column < columns else { continue }
                    for _ in 0..<max(0, widths[column] - cell.width) { output.append(UInt8(ascii: " ")) }
                }
                if line < lineCount - 1 { output.append(UInt8(ascii: "\n")) }
            }
        }
    }
}
