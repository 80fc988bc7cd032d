/// Paragraphs of `Name: value` lines (RFC 822 as Debian's control files and Python's metadata have it): lines that begin with
/// a blank go on with the value above, an empty line ends the paragraph.
///
/// Nothing is an error: a line without a colon is passed over, as dpkg's and Python's own readers of installed data do.
struct FieldParagraphs: Sequence, IteratorProtocol {
    /// The fields of a paragraph by their names in lower case; of a name that occurs again all values, in order.
    typealias Fields = [String: [String]]

    private let bytes: [UInt8]
    private let wanted: Set<String>
    private var position = 0

    /// - Parameter wanted: The names, in lower case, whose values are kept.
    init(_ bytes: [UInt8], wanted: Set<String>) {
        self.bytes = bytes
        self.wanted = wanted
    }

    /// The next paragraph that has a line at all.
    mutating func next() -> Fields? {
        var fields = Fields()
        var current: String?
        var hasBegun = false
        while let line = nextLine() {
            if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) {
                if line.isEmpty, hasBegun { return fields }
                continue
            }
            hasBegun = true
            if line.first == 0x20 || line.first == 0x09 {
                if let current, let last = fields[current]?.indices.last {
                    fields[current]?[last] += "\n" + Self.trimmed(line)
                }
                continue
            }
            current = nil
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { continue }
            let name = String(decoding: line[..<colon], as: UTF8.self).lowercased()
            guard wanted.contains(name) else { continue }
            current = name
            fields[name, default: []].append(Self.trimmed(line[(colon + 1)...]))
        }
        return hasBegun ? fields : nil
    }

    private mutating func nextLine() -> ArraySlice<UInt8>? {
        guard position < bytes.count else { return nil }
        let end = bytes[position...].firstIndex(of: 0x0A) ?? bytes.count
        var line = bytes[position..<end]
        position = end + 1
        if line.last == 0x0D { line.removeLast() }
        return line
    }

    /// Text without blanks at its ends.
    static func trimmed(_ bytes: ArraySlice<UInt8>) -> String {
        var bytes = bytes.drop { $0 == 0x20 || $0 == 0x09 }
        while let last = bytes.last, last == 0x20 || last == 0x09 { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension FieldParagraphs.Fields {
    /// The first value of a field, unless it is empty.
    func text(_ name: String) -> String? { self[name]?.first.flatMap { $0.isEmpty ? nil : $0 } }
}
