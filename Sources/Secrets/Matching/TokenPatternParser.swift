/// Reads the texts of ``TokenPattern``.
struct TokenPatternParser {
    private let bytes: [UInt8]
    private var index = 0

    init(_ text: String) { bytes = Array(text.utf8) }

    /// All parts of the pattern.
    mutating func elements() -> [TokenPattern.Element] {
        var result: [TokenPattern.Element] = []
        var literal: [UInt8] = []
        func flush() {
            if !literal.isEmpty { result.append(.literal([literal])) }
            literal = []
        }
        while index < bytes.count {
            if let set = takeClass() {
                flush()
                let (least, most) = takeCount()
                result.append(.run(set, least, most))
            } else if bytes[index] == UInt8(ascii: "(") {
                flush()
                result.append(.literal(takeChoice()))
            } else {
                if bytes[index] == UInt8(ascii: "%") { index += 1 }
                literal.append(bytes[index])
                index += 1
            }
        }
        flush()
        return result
    }

    private mutating func takeClass() -> ByteSet? {
        if bytes[index] == UInt8(ascii: "[") {
            let end = bytes[index...].firstIndex(of: UInt8(ascii: "]")) ?? bytes.count
            defer { index = end + 1 }
            return ByteSet(String(decoding: bytes[index + 1..<end], as: UTF8.self))
        }
        guard bytes[index] == UInt8(ascii: "%"), index + 1 < bytes.count, let set = Self.named(bytes[index + 1])
        else { return nil }
        index += 2
        return set
    }

    private static func named(_ letter: UInt8) -> ByteSet? {
        switch letter {
        case UInt8(ascii: "d"): .digits
        case UInt8(ascii: "h"): .lowerHex
        case UInt8(ascii: "a"): .alphanumeric
        case UInt8(ascii: "l"): ByteSet("0-9a-z")
        case UInt8(ascii: "U"): ByteSet("0-9A-Z")
        case UInt8(ascii: "w"): .word
        case UInt8(ascii: "u"): .base64URL
        case UInt8(ascii: "s"): .base64
        default: nil
        }
    }

    private mutating func takeCount() -> (Int, Int) {
        guard index < bytes.count, bytes[index] == UInt8(ascii: "{"),
            let end = bytes[index...].firstIndex(of: UInt8(ascii: "}"))
        else { return (1, 1) }
        let parts = bytes[index + 1..<end].split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).map {
            Int(String(decoding: $0, as: UTF8.self)) ?? 4096
        }
        index = end + 1
        return (parts[0], parts[parts.count - 1])
    }

    private mutating func takeChoice() -> [[UInt8]] {
        let end = bytes[index...].firstIndex(of: UInt8(ascii: ")")) ?? bytes.count
        defer { index = end + 1 }
        return bytes[index + 1..<end].split(separator: UInt8(ascii: "|"), omittingEmptySubsequences: false)
            .map { Self.unescaped($0) }
    }

    /// A text without the `%` before characters that stand for themselves.
    private static func unescaped(_ text: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        var isEscaped = false
        for byte in text {
            if byte == UInt8(ascii: "%"), !isEscaped {
                isEscaped = true
                continue
            }
            isEscaped = false
            result.append(byte)
        }
        return result
    }
}
