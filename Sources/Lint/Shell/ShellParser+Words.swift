extension ShellParser {
    /// Reads a word; `nil` where none stands here.
    mutating func word() -> CommandWord? {
        let start = index
        var parts: [CommandWord.Part] = []
        if isProcessSubstitution {
            index += 2
            parts.append(.substitution(closedList()))
        }
        var literal: [UInt8] = []
        while let byte {
            if byte == UInt8(ascii: "("), isExtendedPattern(literal.last) {
                takePattern(&literal)
                continue
            }
            if Self.endsWord(byte) { break }
            guard let part = part(byte) else {
                if index < end {
                    literal.append(byte)
                    index += 1
                }
                continue
            }
            flush(&literal, to: &parts)
            if case .quoted("") = part, bytes[index - 1] == 0x0A { continue }
            parts.append(part)
        }
        flush(&literal, to: &parts)
        return index > start ? CommandWord(range: start..<index, parts: parts) : nil
    }

    private func flush(_ literal: inout [UInt8], to parts: inout [CommandWord.Part]) {
        guard !literal.isEmpty else { return }
        parts.append(.literal(String(decoding: literal, as: UTF8.self)))
        literal = []
    }

    /// What a quote, a backslash or a dollar sign begins; `nil`, and nothing taken, for an ordinary byte.
    private mutating func part(_ byte: UInt8) -> CommandWord.Part? {
        switch byte {
        case UInt8(ascii: "'"): return singleQuoted()
        case UInt8(ascii: "\""): return .doubleQuoted(doubleQuoted())
        case UInt8(ascii: "\\"): return escaped()
        case UInt8(ascii: "$"): return dollar(isQuoted: false)
        case UInt8(ascii: "`"): return backquoted()
        default: return nil
        }
    }

    private mutating func escaped() -> CommandWord.Part {
        guard let next = byte(after: 1) else {
            index += 1
            return .literal("\\")
        }
        var stop = index + 2
        while stop < end, bytes[stop] & 0xC0 == 0x80 { stop += 1 }
        defer { index = stop }
        return .quoted(next == 0x0A ? "" : String(decoding: bytes[(index + 1)..<stop], as: UTF8.self))
    }

    private mutating func singleQuoted() -> CommandWord.Part? {
        guard let close = bytes[(index + 1)..<end].firstIndex(of: UInt8(ascii: "'")) else {
            fail("a single quote is not closed")
            return nil
        }
        defer { index = close + 1 }
        return .quoted(String(decoding: bytes[(index + 1)..<close], as: UTF8.self))
    }

    private mutating func doubleQuoted() -> [CommandWord.Part] {
        let start = index
        index += 1
        var parts: [CommandWord.Part] = []
        var literal: [UInt8] = []
        while let byte {
            switch byte {
            case UInt8(ascii: "\""):
                index += 1
                if !literal.isEmpty { parts.append(.quoted(String(decoding: literal, as: UTF8.self))) }
                return parts
            case UInt8(ascii: "\\"): takeEscape(&literal)
            case UInt8(ascii: "$"), UInt8(ascii: "`"):
                if let part = byte == UInt8(ascii: "$") ? dollar(isQuoted: true) : backquoted() {
                    if !literal.isEmpty { parts.append(.quoted(String(decoding: literal, as: UTF8.self))) }
                    literal = []
                    parts.append(part)
                } else if index < end {
                    literal.append(byte)
                    index += 1
                }
            default:
                literal.append(byte)
                index += 1
            }
        }
        if faults.isEmpty {
            index = start
            fail("a double quote is not closed")
        }
        return parts
    }

    /// A backslash within double quotes escapes four characters and a line end only.
    private mutating func takeEscape(_ literal: inout [UInt8]) {
        switch byte(after: 1) {
        case 0x0A: break
        case let next? where "$`\"\\".utf8.contains(next): literal.append(next)
        case let next?: literal += [UInt8(ascii: "\\"), next]
        case nil:
            index += 1
            return
        }
        index += 2
    }

    // MARK: Patterns of bash

    private func isExtendedPattern(_ before: UInt8?) -> Bool {
        guard let before else { return false }
        return "?*+@!".utf8.contains(before)
    }

    private mutating func takePattern(_ literal: inout [UInt8]) {
        var open = 0
        while let byte {
            literal.append(byte)
            index += 1
            if byte == UInt8(ascii: "(") { open += 1 }
            if byte == UInt8(ascii: ")") {
                open -= 1
                if open == 0 { return }
            }
        }
        fail("a pattern is not closed")
    }
}
