/// Text in lines of a given width.
enum TextLayout {
    /// Words of a paragraph in lines of at most `width` characters; a longer word has a line of its own.
    static func wrap(_ text: String, _ width: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            if !line.isEmpty, line.count + 1 + word.count > width {
                lines.append(line)
                line = ""
            }
            line += (line.isEmpty ? "" : " ") + word
        }
        return line.isEmpty ? lines : lines + [line]
    }

    /// Two columns: names on the left, sentences on the right, wrapped. Names too long for their column stand above.
    static func columns(_ rows: [(name: String, text: String)], width: Int) -> [String] {
        let longest = rows.map(\.name.count).max() ?? 0
        let left = min(longest, max(12, width * 2 / 5)) + 2
        return rows.flatMap { row -> [String] in
            let lines = wrap(row.text, max(20, width - left - 2))
            let name = "  " + row.name
            let indent = String(repeating: " ", count: left + 2)
            if row.name.count > left - 2 { return [name] + lines.map { indent + $0 } }
            let first = name + String(repeating: " ", count: left - row.name.count) + (lines.first ?? "")
            return [lines.isEmpty ? name : first] + lines.dropFirst().map { indent + $0 }
        }
    }
}
