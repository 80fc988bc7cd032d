/// The parts of an answer with several ranges of bytes, as they arrive (RFC 9110, 14.6; RFC 2046, 5.1.1).
///
/// How many bytes a part has its head says: the text that divides parts is looked for between them only.
struct PartedBody {
    private enum State {
        /// Between the bytes of a part and the line that begins the next one, or before the first.
        case between
        case head
        case bytes
        /// Behind the last part.
        case done
    }

    /// The most bytes of a line, and of all lines between the bytes of two parts.
    private static let lineLimit = 8 << 10

    private let boundary: [UInt8]
    private let size: Int64
    private var state = State.between
    private var line: [UInt8] = []
    /// How many bytes of lines came since the last byte of a part.
    private var lineBytes = 0
    /// What the head said, or what is left of it.
    private var range: Range<Int64>?

    /// Reads an answer's head; `nil` where it has no ranges of bytes of a blob with so many.
    ///
    /// - Parameters:
    ///   - type: `Content-Type`.
    ///   - range: `Content-Range`, where there is only one.
    init?(type: String?, range: String?, size: Int64) {
        self.size = size
        if let boundary = type.flatMap({ Self.boundary($0) }) {
            self.boundary = Array("--\(boundary)".utf8)
            return
        }
        guard let range = range.flatMap({ Self.range($0, size) }) else { return nil }
        (boundary, self.range, state) = ([], range, .bytes)
    }

    /// Takes the next bytes of the answer, and gives those of parts, each with its place in the blob.
    ///
    /// - Throws: `NoParts` where the answer is not what it said.
    mutating func take(
        _ bytes: UnsafeRawBufferPointer, _ found: (_ offset: Int64, UnsafeRawBufferPointer) throws -> Void
    ) throws {
        var rest = bytes
        while !rest.isEmpty {
            if state == .bytes, let part = range {
                let count = min(part.count, rest.count)
                try found(part.lowerBound, UnsafeRawBufferPointer(rebasing: rest[..<count]))
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
                range = part.lowerBound + Int64(count)..<part.upperBound
                if count == part.count { try endPart() }
                continue
            }
            let end = rest.firstIndex(of: UInt8(ascii: "\n"))
            line += rest[..<(end ?? rest.count)]
            lineBytes += (end ?? rest.count) + 1
            guard lineBytes <= Self.lineLimit else { throw NoParts() }
            rest = UnsafeRawBufferPointer(rebasing: rest[((end ?? rest.count - 1) + 1)...])
            if end != nil { try takeLine() }
        }
    }

    private mutating func endPart() throws {
        (range, lineBytes) = (nil, 0)
        state = boundary.isEmpty ? .done : .between
    }

    private mutating func takeLine() throws {
        while let last = line.last, [UInt8(ascii: "\r"), UInt8(ascii: " "), UInt8(ascii: "\t")].contains(last) {
            line.removeLast()
        }
        defer { line.removeAll(keepingCapacity: true) }
        switch state {
        case .between:
            if line == boundary { state = .head } else if line == boundary + Array("--".utf8) { state = .done }
        case .head:
            if line.isEmpty {
                guard range != nil else { throw NoParts() }
                state = .bytes
                return
            }
            let field = String(decoding: line, as: UTF8.self)
            guard let colon = field.firstIndex(of: ":"), field[..<colon].lowercased() == "content-range" else { return }
            guard let found = Self.range(String(field[field.index(after: colon)...]), size) else { throw NoParts() }
            range = found
        case .bytes, .done: break  // what follows the last part means nothing
        }
    }

    /// `bytes 10-19/20`, with `*` for a size that is not told.
    private static func range(_ text: String, _ size: Int64) -> Range<Int64>? {
        let words = text.split(separator: " ")
        guard words.count == 2, words[0].lowercased() == "bytes" else { return nil }
        let parts = words[1].split(separator: "/")
        let ends = (parts.first ?? "").split(separator: "-", omittingEmptySubsequences: false).map { Int64($0) }
        guard parts.count == 2, parts[1] == "*" || Int64(parts[1]) == size, ends.count == 2, let first = ends[0],
            let last = ends[1], first >= 0, first <= last, last < size
        else { return nil }
        return first..<last + 1
    }

    /// What stands between parts, by `multipart/byteranges; boundary=X` (RFC 9110, 5.6.6): `x-` is of servers of old.
    private static func boundary(_ type: String) -> String? {
        var text = FieldText(type)
        text.skip(" \t")
        let name = text.token(until: " \t;")?.lowercased()
        guard name == "multipart/byteranges" || name == "multipart/x-byteranges" else { return nil }
        while true {
            text.skip(" \t;")
            guard let key = text.token(until: " \t;=") else { return nil }
            guard text.take("=") else { continue }
            let value = text.value(until: " \t;")
            guard key.lowercased() == "boundary" else { continue }
            return (1...70).contains(value.utf8.count) ? value : nil
        }
    }
}
