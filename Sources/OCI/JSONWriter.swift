extension JSONValue {
    /// The value without white space, byte for byte as Go's `json.Marshal` writes it.
    ///
    /// With `escapingHTML` (Go's default) `<`, `>` and `&` are written as `\u003c`, `\u003e`, `\u0026`.
    public func compact(escapingHTML: Bool = true) -> String {
        var writer = JSONWriter(indent: nil, escapesHTML: escapingHTML)
        writer.write(self, depth: 0)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    /// The value with a member or element a line, as Go's `json.MarshalIndent` writes it.
    public func indented(by indent: String = "  ", escapingHTML: Bool = true) -> String {
        var writer = JSONWriter(indent: Array(indent.utf8), escapesHTML: escapingHTML)
        writer.write(self, depth: 0)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    /// The bytes of `compact()`.
    public var compactBytes: [UInt8] {
        var writer = JSONWriter(indent: nil, escapesHTML: true)
        writer.write(self, depth: 0)
        return writer.bytes
    }
}

/// Writes values as Go's encoding/json does.
struct JSONWriter {
    let indent: [UInt8]?
    let escapesHTML: Bool
    var bytes: [UInt8] = []

    private static let digits = Array("0123456789abcdef".utf8)

    init(indent: [UInt8]?, escapesHTML: Bool) {
        self.indent = indent
        self.escapesHTML = escapesHTML
    }

    /// Writes a value whose lists are so deep in those that are being written.
    mutating func write(_ value: JSONValue, depth: Int) {
        switch value {
        case .null: bytes += "null".utf8
        case .bool(let value): bytes += (value ? "true" : "false").utf8
        case .number(let number): bytes += number.text.utf8
        case .string(let text): write(text)
        case .array(let elements):
            writeList("[", "]", elements.count, depth) { writer, index in
                writer.write(elements[index], depth: depth + 1)
            }
        case .object(let object):
            writeList("{", "}", object.count, depth) { writer, index in
                writer.write(object.members[index].key)
                writer.bytes += (writer.indent == nil ? ":" : ": ").utf8
                writer.write(object.members[index].value, depth: depth + 1)
            }
        }
    }

    private mutating func writeList(
        _ open: StaticString, _ close: StaticString, _ count: Int, _ depth: Int,
        _ element: (inout JSONWriter, Int) -> Void
    ) {
        bytes += open.description.utf8
        for index in 0..<count {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            newLine(depth + 1)
            element(&self, index)
        }
        if count > 0 { newLine(depth) }
        bytes += close.description.utf8
    }

    mutating func newLine(_ depth: Int) {
        guard let indent else { return }
        bytes.append(0x0A)
        for _ in 0..<depth { bytes += indent }
    }

    mutating func write(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        let content = Array(text.utf8)
        var index = 0
        while index < content.count {
            let byte = content[index]
            if byte == 0xE2, isLineSeparator(content, index) {
                // U+2028 and U+2029 end lines in JavaScript, so Go escapes them.
                bytes += content[index + 2] == 0xA8 ? "\\u2028".utf8 : "\\u2029".utf8
                index += 3
                continue
            }
            write(byte)
            index += 1
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private func isLineSeparator(_ content: [UInt8], _ index: Int) -> Bool {
        guard index + 2 < content.count, content[index + 1] == 0x80 else { return false }
        return content[index + 2] == 0xA8 || content[index + 2] == 0xA9
    }

    private mutating func write(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
        case 0x08: bytes += "\\b".utf8
        case 0x0C: bytes += "\\f".utf8
        case 0x0A: bytes += "\\n".utf8
        case 0x0D: bytes += "\\r".utf8
        case 0x09: bytes += "\\t".utf8
        case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"):
            if escapesHTML { writeEscape(byte) } else { bytes.append(byte) }
        case ..<0x20: writeEscape(byte)
        default: bytes.append(byte)
        }
    }

    private mutating func writeEscape(_ byte: UInt8) {
        bytes += "\\u00".utf8
        bytes.append(Self.digits[Int(byte >> 4)])
        bytes.append(Self.digits[Int(byte & 15)])
    }
}
