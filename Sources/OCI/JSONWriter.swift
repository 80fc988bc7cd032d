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
private struct JSONWriter {
    let indent: [UInt8]?
    let escapesHTML: Bool
    var bytes: [UInt8] = []

    private static let digits = Array("0123456789abcdef".utf8)

    init(indent: [UInt8]?, escapesHTML: Bool) {
        self.indent = indent
        self.escapesHTML = escapesHTML
    }

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

    private mutating func newLine(_ depth: Int) {
        guard let indent else { return }
        bytes.append(0x0A)
        for _ in 0..<depth { bytes += indent }
    }

    private mutating func write(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for scalar in text.unicodeScalars { write(scalar) }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func write(_ scalar: Unicode.Scalar) {
        switch scalar {
        case "\"": bytes += "\\\"".utf8
        case "\\": bytes += "\\\\".utf8
        case "\u{08}": bytes += "\\b".utf8
        case "\u{0C}": bytes += "\\f".utf8
        case "\n": bytes += "\\n".utf8
        case "\r": bytes += "\\r".utf8
        case "\t": bytes += "\\t".utf8
        case "\u{2028}": bytes += "\\u2028".utf8
        case "\u{2029}": bytes += "\\u2029".utf8
        case "<", ">", "&":
            if escapesHTML { writeEscape(scalar) } else { bytes.append(UInt8(truncatingIfNeeded: scalar.value)) }
        case ..<" ": writeEscape(scalar)
        default: bytes += UTF8.encode(scalar).map(Array.init) ?? []
        }
    }

    private mutating func writeEscape(_ scalar: Unicode.Scalar) {
        bytes += "\\u00".utf8
        bytes.append(Self.digits[Int(scalar.value >> 4)])
        bytes.append(Self.digits[Int(scalar.value & 15)])
    }
}
