extension ShellParser {
    /// What a dollar sign begins; `nil`, and nothing taken, where it stands for itself.
    mutating func dollar(isQuoted: Bool) -> CommandWord.Part? {
        guard let next = byte(after: 1) else { return nil }
        let start = index
        switch next {
        case UInt8(ascii: "("):
            if byte(after: 2) == UInt8(ascii: "("), let stop = endOfArithmetic(from: index + 1) {
                index = stop
                return .arithmetic(String(decoding: bytes[start..<stop], as: UTF8.self))
            }
            index += 2
            return .substitution(closedList())
        case UInt8(ascii: "{"): return braced()
        case UInt8(ascii: "'") where !isQuoted: return escapedQuotes()
        case UInt8(ascii: "\"") where !isQuoted:
            // $"…" is for translation: the dollar sign means nothing else.
            index += 1
            return .literal("")
        case _ where Self.isName(next, isFirst: true):
            index += 2
            while let byte, Self.isName(byte, isFirst: false) { index += 1 }
        case 0x30...0x39: index += 2
        case _ where "@*#?-$!".utf8.contains(next): index += 2
        default: return nil
        }
        return .variable(String(decoding: bytes[start..<index], as: UTF8.self), [])
    }

    /// Commands up to the parenthesis that closes them.
    mutating func closedList() -> ShellList {
        let list = list(until: [])
        if byte == UInt8(ascii: ")") { index += 1 } else { fail("')' is wanted here") }
        return list
    }

    /// `` `…` ``: the commands between the marks. Backslashes before marks within are taken as they stand.
    mutating func backquoted() -> CommandWord.Part? {
        var close = index + 1
        while close < end, bytes[close] != UInt8(ascii: "`") { close += bytes[close] == UInt8(ascii: "\\") ? 2 : 1 }
        guard close < end else {
            fail("a backquote is not closed")
            return nil
        }
        let outer = end
        index += 1
        end = close
        let list = list(until: [])
        end = outer
        index = faults.isEmpty ? close + 1 : end
        return .substitution(list)
    }

    /// `${…}` with all that stands in it.
    private mutating func braced() -> CommandWord.Part? {
        let start = index
        index += 2
        depth += 1
        defer { depth -= 1 }
        guard depth < Self.maximumDepth else {
            fail("variables lie too deep within each other")
            return nil
        }
        var lists: [ShellList] = []
        while let byte {
            switch byte {
            case UInt8(ascii: "}"):
                index += 1
                return .variable(String(decoding: bytes[start..<index], as: UTF8.self), lists)
            case UInt8(ascii: "\\"): index += 2
            case UInt8(ascii: "$"):
                guard let part = dollar(isQuoted: true) else {
                    index += 1
                    continue
                }
                if case .substitution(let list) = part { lists.append(list) }
                if case .variable(_, let inner) = part { lists += inner }
            case UInt8(ascii: "`"):
                if case .substitution(let list)? = backquoted() { lists.append(list) }
            default: index += 1
            }
        }
        if faults.isEmpty {
            index = start
            fail("'${' is not closed")
        }
        return nil
    }

    /// `$'…'`, whose backslashes are kept but for those before quotes and backslashes.
    private mutating func escapedQuotes() -> CommandWord.Part? {
        var content: [UInt8] = []
        var place = index + 2
        while place < end, bytes[place] != UInt8(ascii: "'") {
            if bytes[place] == UInt8(ascii: "\\"), place + 1 < end {
                if !"'\"\\".utf8.contains(bytes[place + 1]) { content.append(bytes[place]) }
                place += 1
            }
            content.append(bytes[place])
            place += 1
        }
        guard place < end else {
            fail("a single quote is not closed")
            return nil
        }
        index = place + 1
        return .quoted(String(decoding: content, as: UTF8.self))
    }
}
