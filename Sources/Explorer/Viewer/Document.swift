import TerminalUI

/// What the viewer shows: lines, each made when it is drawn.
struct Document: Hashable, Sendable {
    /// A line.
    struct Line: Hashable, Sendable {
        let text: String
        let tint: Tint
    }

    private enum Content: Hashable, Sendable {
        case text(starts: [Int])
        case hexadecimal
        case comparison([ComparedLine])
    }

    private struct ComparedLine: Hashable, Sendable {
        let change: LineDifference.Change
        let text: [UInt8]
    }

    /// Bytes in a line of the hexadecimal form.
    private static let width = 16

    private let bytes: [UInt8]
    private let content: Content

    /// A file's bytes as lines of text.
    init(text bytes: [UInt8]) {
        self.bytes = bytes
        var starts = [0]
        for (index, byte) in bytes.enumerated() where byte == 10 && index + 1 < bytes.count { starts.append(index + 1) }
        content = .text(starts: bytes.isEmpty ? [] : starts)
    }

    /// A file's bytes as numbers.
    init(hexadecimal bytes: [UInt8]) {
        self.bytes = bytes
        content = .hexadecimal
    }

    /// A file and what was in its place below: lines for texts, rows of numbers for other files.
    init(comparing old: [UInt8], with new: [UInt8]) {
        bytes = []
        let isText = Self.isText(old) && Self.isText(new)
        let (before, after) = isText ? (Self.split(old), Self.split(new)) : (Self.rows(old), Self.rows(new))
        content = .comparison(
            LineDifference.lines(before, after).map { line in
                ComparedLine(
                    change: line.change, text: Array(line.change == .removed ? before[line.old] : after[line.new]))
            })
    }

    /// Whether a person would read these bytes: no byte 0, and UTF-8 but for a few.
    static func isText(_ bytes: [UInt8]) -> Bool {
        let beginning = bytes.prefix(8192)
        if beginning.contains(0) { return false }
        let controls = beginning.count { $0 < 0x20 && ![9, 10, 12, 13, 27].contains($0) }
        return controls * 20 <= beginning.count + 80
    }

    /// How many lines there are.
    var count: Int {
        switch content {
        case .text(let starts): starts.count
        case .hexadecimal: (bytes.count + Self.width - 1) / Self.width
        case .comparison(let lines): lines.count
        }
    }

    /// A line as it is shown.
    func line(_ index: Int) -> Line {
        switch content {
        case .text(let starts):
            let end = index + 1 < starts.count ? starts[index + 1] : bytes.count
            // A line can be a whole file; nobody looks at more of it than this.
            let line = bytes[starts[index]..<end].prefix(1 << 14)
            return Line(text: ShownText.line(line.last == 10 ? line.dropLast() : line), tint: .plain)
        case .hexadecimal: return Line(text: Self.row(bytes, at: index * Self.width), tint: .plain)
        case .comparison(let lines):
            let line = lines[index]
            let (sign, tint): (String, Tint) =
                switch line.change {
                case .same: ("  ", .plain)
                case .added: ("+ ", .added)
                case .removed: ("- ", .removed)
                }
            return Line(text: sign + ShownText.line(line.text.prefix(1 << 14)), tint: tint)
        }
    }

    /// The first line from `start` on, forwards or backwards, that has what is wanted; `nil` where none has.
    func find(_ text: String, from start: Int, isForward: Bool) -> Int? {
        let wanted = text.lowercased()
        let places =
            isForward ? Array(start..<max(start, count)) : Array((0..<max(0, min(start + 1, count))).reversed())
        return places.first { line($0).text.lowercased().contains(wanted) }
    }

    /// The next line after `start` at which changed lines begin; `nil` where there is none.
    func nextChange(from start: Int, isForward: Bool) -> Int? {
        guard case .comparison(let lines) = content else { return nil }
        let begins = lines.indices.filter {
            lines[$0].change != .same && ($0 == 0 || lines[$0 - 1].change == .same)
        }
        return isForward ? begins.first { $0 > start } : begins.last { $0 < start }
    }

    private static func split(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        var lines = bytes.split(separator: 10, omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        return lines
    }

    private static func rows(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        stride(from: 0, to: bytes.count, by: width).map { Array(row(bytes, at: $0).utf8)[...] }
    }

    /// A row as `hexdump -C` writes it.
    private static func row(_ bytes: [UInt8], at offset: Int) -> String {
        let row = bytes[offset..<min(offset + width, bytes.count)]
        var result = hexadecimal(offset, 8) + "  "
        for place in 0..<width {
            result += place < row.count ? hexadecimal(Int(row[offset + place]), 2) + " " : "   "
            if place == 7 { result += " " }
        }
        let letters = row.map { (0x20..<0x7F).contains($0) ? Character(Unicode.Scalar($0)) : "." }
        return result + " " + String(letters)
    }

    private static func hexadecimal(_ value: Int, _ digits: Int) -> String {
        let text = String(value, radix: 16)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}
