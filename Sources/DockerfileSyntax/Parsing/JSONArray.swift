/// Reads the exec form: a JSON array of strings (RFC 8259).
struct JSONArray {
    /// What a text turned out to be.
    enum Reading {
        /// An array of strings, each with the part of the line it stands in.
        case strings([(value: String, place: LinePiece)])
        /// An array that holds something else, at this part of the line.
        case other(LinePiece)
        /// Not an array, or not JSON at all: the shell form.
        case none
    }

    private let piece: LinePiece
    private var index: Int

    private static let maximumDepth = 100

    private init(_ piece: LinePiece) {
        self.piece = piece
        index = piece.bounds.lowerBound
    }

    /// Reads a text; surrounding space does not count.
    static func read(_ piece: LinePiece) -> Reading {
        let trimmed = piece.trimmed
        guard trimmed.bytes.first == UInt8(ascii: "[") else { return .none }
        var reader = JSONArray(trimmed)
        return reader.readTop()
    }

    private var end: Int { piece.bounds.upperBound }
    private var byte: UInt8? { index < end ? piece.line.bytes[index] : nil }

    private mutating func readTop() -> Reading {
        var strings: [(value: String, place: LinePiece)] = []
        var other: LinePiece?
        index += 1
        skipSpace()
        if byte == UInt8(ascii: "]") {
            index += 1
            return index == end ? .strings([]) : .none
        }
        while true {
            skipSpace()
            let start = index
            if byte == UInt8(ascii: "\"") {
                guard let value = readString() else { return .none }
                strings.append((value, piece.piece(start..<index)))
            } else {
                guard skipValue(depth: 1) else { return .none }
                other = other ?? piece.piece(start..<index)
            }
            skipSpace()
            guard let separator = byte else { return .none }
            index += 1
            if separator == UInt8(ascii: "]") { break }
            guard separator == UInt8(ascii: ",") else { return .none }
        }
        guard index == end else { return .none }
        return other.map { .other($0) } ?? .strings(strings)
    }

    private mutating func skipSpace() {
        while let byte, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { index += 1 }
    }

    /// Skips any value; false where it is not JSON.
    private mutating func skipValue(depth: Int) -> Bool {
        guard depth < JSONArray.maximumDepth, let first = byte else { return false }
        switch first {
        case UInt8(ascii: "\""): return readString() != nil
        case UInt8(ascii: "["): return skipContainer(closing: "]", hasKeys: false, depth: depth)
        case UInt8(ascii: "{"): return skipContainer(closing: "}", hasKeys: true, depth: depth)
        default: return skipLiteral() || skipNumber()
        }
    }

    private mutating func skipContainer(closing: Unicode.Scalar, hasKeys: Bool, depth: Int) -> Bool {
        let closing = UInt8(ascii: closing)
        index += 1
        skipSpace()
        if byte == closing {
            index += 1
            return true
        }
        while true {
            skipSpace()
            if hasKeys {
                guard byte == UInt8(ascii: "\""), readString() != nil else { return false }
                skipSpace()
                guard byte == UInt8(ascii: ":") else { return false }
                index += 1
                skipSpace()
            }
            guard skipValue(depth: depth + 1) else { return false }
            skipSpace()
            guard let separator = byte else { return false }
            index += 1
            if separator == closing { return true }
            guard separator == UInt8(ascii: ",") else { return false }
        }
    }

    private mutating func skipLiteral() -> Bool {
        for literal in ["true", "false", "null"] where piece.line.bytes[index..<end].starts(with: literal.utf8) {
            index += literal.utf8.count
            return true
        }
        return false
    }

    private mutating func skipNumber() -> Bool {
        if byte == UInt8(ascii: "-") { index += 1 }
        let start = index
        guard skipDigits() else { return false }
        if piece.line.bytes[start] == UInt8(ascii: "0"), index - start > 1 { return false }
        if byte == UInt8(ascii: ".") {
            index += 1
            guard skipDigits() else { return false }
        }
        guard byte == UInt8(ascii: "e") || byte == UInt8(ascii: "E") else { return true }
        index += 1
        if byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") { index += 1 }
        return skipDigits()
    }

    private mutating func skipDigits() -> Bool {
        let start = index
        while let byte, (0x30...0x39).contains(byte) { index += 1 }
        return index > start
    }

    // MARK: Strings

    /// Reads a string; `nil` where it is not one.
    private mutating func readString() -> String? {
        var content: [UInt8] = []
        index += 1
        while let current = byte {
            index += 1
            switch current {
            case UInt8(ascii: "\""): return String(decoding: content, as: UTF8.self)
            case UInt8(ascii: "\\"): guard readEscape(into: &content) else { return nil }
            case 0..<0x20: return nil
            default: content.append(current)
            }
        }
        return nil
    }

    private mutating func readEscape(into content: inout [UInt8]) -> Bool {
        guard let kind = byte else { return false }
        index += 1
        switch kind {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): content.append(kind)
        case UInt8(ascii: "b"): content.append(0x08)
        case UInt8(ascii: "f"): content.append(0x0C)
        case UInt8(ascii: "n"): content.append(0x0A)
        case UInt8(ascii: "r"): content.append(0x0D)
        case UInt8(ascii: "t"): content.append(0x09)
        case UInt8(ascii: "u"):
            guard let unit = readHex() else { return false }
            content.append(contentsOf: String(readScalar(unit)).utf8)
        default: return false
        }
        return true
    }

    private mutating func readHex() -> UInt32? {
        guard index + 4 <= end else { return nil }
        var value: UInt32 = 0
        for digit in piece.line.bytes[index..<index + 4] {
            guard let number = Character(Unicode.Scalar(digit)).hexDigitValue else { return nil }
            value = value << 4 | UInt32(number)
        }
        index += 4
        return value
    }

    /// Joins a surrogate pair; half of one becomes the replacement character.
    private mutating func readScalar(_ unit: UInt32) -> Unicode.Scalar {
        let replacement: Unicode.Scalar = "\u{FFFD}"
        guard (0xD800..<0xDC00).contains(unit) else { return Unicode.Scalar(unit) ?? replacement }
        let saved = index
        guard piece.line.bytes[index..<end].starts(with: Array("\\u".utf8)) else { return replacement }
        index += 2
        guard let low = readHex(), (0xDC00..<0xE000).contains(low) else {
            index = saved
            return replacement
        }
        return Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)) ?? replacement
    }
}
