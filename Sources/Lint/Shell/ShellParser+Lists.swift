extension ShellParser {
    /// Reads commands up to one of the closing words, which is left there, or to the end.
    mutating func list(until closers: [String]) -> ShellList {
        depth += 1
        defer { depth -= 1 }
        guard depth < Self.maximumDepth else {
            fail("commands lie too deep within each other")
            return ShellList(items: [])
        }
        var items: [ShellListItem] = []
        skipLines()
        while index < end, !isAtCloser(closers) {
            guard var item = item(closers) else { break }
            item.terminator = terminator()
            items.append(item)
            skipLines()
            if item.terminator == nil, index < end, !isAtCloser(closers) {
                fail("'\(shown)' stands where a command has ended")
            }
        }
        return ShellList(items: items)
    }

    private mutating func terminator() -> ShellListItem.Terminator? {
        skipBlanks()
        switch byte {
        case 0x0A: return .newline
        case UInt8(ascii: ";") where byte(after: 1) != UInt8(ascii: ";") && byte(after: 1) != UInt8(ascii: "&"):
            index += 1
            return .semicolon
        case UInt8(ascii: "&"):
            index += 1
            return .ampersand
        default: return nil
        }
    }

    /// Whether one of the words stands here that end the list around.
    func isAtCloser(_ closers: [String]) -> Bool {
        switch byte {
        case UInt8(ascii: ")"): return true
        case UInt8(ascii: ";"):
            return closers.contains(";;")
                && (byte(after: 1) == UInt8(ascii: ";") || byte(after: 1) == UInt8(ascii: "&"))
        default:
            guard let word = reservedWord() else { return false }
            return closers.contains(word)
        }
    }

    /// The word here, if it is one of letters, or a brace.
    func reservedWord() -> String? {
        var stop = index
        while stop < end, !Self.endsWord(bytes[stop]) {
            let byte = bytes[stop]
            guard
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || byte == UInt8(ascii: "{")
                    || byte == UInt8(ascii: "}") || byte == UInt8(ascii: "[") || byte == UInt8(ascii: "!")
            else { return nil }
            stop += 1
            if stop - index > 8 { return nil }
        }
        return stop > index ? String(decoding: bytes[index..<stop], as: UTF8.self) : nil
    }

    private mutating func item(_ closers: [String]) -> ShellListItem? {
        guard let first = pipeline() else { return nil }
        var item = ShellListItem(pipelines: [first], operators: [], terminator: nil)
        while true {
            skipBlanks()
            let joint: ShellListItem.Operator
            if starts(with: "&&") { joint = .and } else if starts(with: "||") { joint = .or } else { return item }
            index += 2
            skipLines()
            guard let next = pipeline() else { return item }
            item.operators.append(joint)
            item.pipelines.append(next)
        }
    }

    private mutating func pipeline() -> ShellPipeline? {
        var isNegated = false
        skipBlanks()
        while let word = reservedWord(), word == "!" || word == "time" {
            if word == "!" { isNegated.toggle() }
            index += word.utf8.count
            skipBlanks()
        }
        guard let first = command() else { return nil }
        var pipeline = ShellPipeline(isNegated: isNegated, commands: [first])
        while true {
            skipBlanks()
            guard byte == UInt8(ascii: "|"), byte(after: 1) != UInt8(ascii: "|") else { return pipeline }
            index += byte(after: 1) == UInt8(ascii: "&") ? 2 : 1
            skipLines()
            guard let next = command() else { return pipeline }
            pipeline.commands.append(next)
        }
    }
}
