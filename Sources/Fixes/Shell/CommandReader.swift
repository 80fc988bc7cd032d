/// Reads a text as simple commands; gives up at whatever is more.
struct CommandReader {
    private(set) var commands: [CommandList.Command] = []
    private(set) var separators: [CommandList.Separator] = []

    private let text: ContinuedText
    private var index = 0
    private var current: CommandList.Command?

    /// Words that begin something else than a simple command.
    private static let reserved: Set<String> = [
        "if", "then", "else", "elif", "fi", "for", "while", "until", "do", "done", "case", "esac", "in", "function",
        "select", "time", "coproc", "{", "}", "!", "[[", "]]",
    ]

    init(_ text: ContinuedText) { self.text = text }

    private var bytes: [UInt8] { text.bytes }
    private func byte(_ offset: Int) -> UInt8? { offset < text.bytes.count ? text.bytes[offset] : nil }

    /// Reads all; false where it is not known what the shell makes of it.
    mutating func read() -> Bool {
        while let next = byte(index) {
            switch next {
            case 0x20, 0x09, 0x0B, 0x0C, 0x0D: index += 1
            // A line end within the text is no continuation: only here-documents and scripts have some.
            case 0x0A, UInt8(ascii: "#"), UInt8(ascii: "("), UInt8(ascii: ")"): return false
            case UInt8(ascii: "&") where byte(index + 1) == UInt8(ascii: ">"): return false
            case UInt8(ascii: "&"), UInt8(ascii: "|"), UInt8(ascii: ";"):
                guard readSeparator(next) else { return false }
            case UInt8(ascii: "<"), UInt8(ascii: ">"): guard readRedirection() else { return false }
            default: guard readWord() else { return false }
            }
        }
        // What follows `&&` is missing.
        if current == nil { return separators.last == .semicolon || separators.last == .background }
        return endCommand()
    }

    private mutating func readSeparator(_ first: UInt8) -> Bool {
        let isDouble = byte(index + 1) == first
        guard endCommand() else { return false }
        switch (first, isDouble) {
        case (UInt8(ascii: "&"), true): separators.append(.and)
        case (UInt8(ascii: "|"), true): separators.append(.or)
        case (UInt8(ascii: "&"), false): separators.append(.background)
        case (UInt8(ascii: "|"), false): separators.append(.pipe)
        case (UInt8(ascii: ";"), false): separators.append(.semicolon)
        default: return false
        }
        index += isDouble ? 2 : 1
        // `|&` sends more than the output.
        return !(separators.last == .pipe && byte(index) == UInt8(ascii: "&"))
    }

    private mutating func endCommand() -> Bool {
        guard let command = current, !command.words.isEmpty else { return false }
        if let first = command.words.first, Self.reserved.contains(first.text) { return false }
        commands.append(command)
        current = nil
        return true
    }

    /// `> file`, `2>&1`, `>>file`, `< file`; the number before it was read as a part of the word or is its own.
    private mutating func readRedirection() -> Bool {
        let sign = byte(index)
        index += 1
        if byte(index) == sign {
            // A here-document.
            if sign == UInt8(ascii: "<") { return false }
            index += 1
        }
        if byte(index) == UInt8(ascii: "&") || byte(index) == UInt8(ascii: "|") { index += 1 }
        while byte(index) == 0x20 || byte(index) == 0x09 { index += 1 }
        guard var command = current, let word = nextWord() else { return false }
        command.isRedirected = true
        command.end = word.range.upperBound
        current = command
        return true
    }

    private mutating func readWord() -> Bool {
        let start = index
        guard let word = nextWord() else { return false }
        if let next = byte(index), next == UInt8(ascii: "<") || next == UInt8(ascii: ">"),
            bytes[start..<index].allSatisfy({ 0x30...0x39 ~= $0 })
        {
            // The number of a descriptor.
            return current != nil
        }
        // A function's name, or a pattern.
        if byte(index) == UInt8(ascii: "(") { return false }
        var command = current ?? CommandList.Command(words: [], end: word.range.upperBound)
        command.words.append(word)
        command.end = word.range.upperBound
        current = command
        return true
    }

    // MARK: Words

    private mutating func nextWord() -> CommandList.Word? {
        let start = index
        var value: [UInt8]? = []
        while let next = byte(index), !Self.endsWord(next) {
            switch next {
            case UInt8(ascii: "'"): guard readSingleQuotes(&value) else { return nil }
            case UInt8(ascii: "\""): guard readDoubleQuotes(&value) else { return nil }
            case UInt8(ascii: "`"): return nil
            case UInt8(ascii: "\\"):
                guard let escaped = byte(index + 1) else { return nil }
                value?.append(escaped)
                index += 2
            case UInt8(ascii: "$"):
                value = nil
                guard readDollar() else { return nil }
            case UInt8(ascii: "*"), UInt8(ascii: "?"), UInt8(ascii: "["), UInt8(ascii: "~"), UInt8(ascii: "{"):
                value = nil
                index += 1
            default:
                value?.append(next)
                index += 1
            }
        }
        guard index > start else { return nil }
        return CommandList.Word(
            text: String(decoding: bytes[start..<index], as: UTF8.self),
            range: text.offsets[start]..<(text.offsets[index - 1] + 1),
            value: value.map { String(decoding: $0, as: UTF8.self) })
    }

    private static func endsWord(_ byte: UInt8) -> Bool {
        byte == 0x20 || (0x09...0x0D).contains(byte) || "&|;<>()".utf8.contains(byte)
    }

    private mutating func readSingleQuotes(_ value: inout [UInt8]?) -> Bool {
        guard let end = bytes[(index + 1)...].firstIndex(of: UInt8(ascii: "'")) else { return false }
        value?.append(contentsOf: bytes[(index + 1)..<end])
        index = end + 1
        return true
    }

    private mutating func readDoubleQuotes(_ value: inout [UInt8]?) -> Bool {
        index += 1
        while let next = byte(index) {
            switch next {
            case UInt8(ascii: "\""):
                index += 1
                return true
            case UInt8(ascii: "`"): return false
            case UInt8(ascii: "\\"):
                guard let escaped = byte(index + 1) else { return false }
                if !"$`\"\\".utf8.contains(escaped) { value?.append(next) }
                value?.append(escaped)
                index += 2
            case UInt8(ascii: "$"):
                value = nil
                guard readDollar() else { return false }
            default:
                value?.append(next)
                index += 1
            }
        }
        return false
    }

    /// A variable, or a command whose output is put in.
    private mutating func readDollar() -> Bool {
        index += 1
        switch byte(index) {
        case UInt8(ascii: "{"): return skip(to: UInt8(ascii: "}"), opening: UInt8(ascii: "{"))
        case UInt8(ascii: "("): return skip(to: UInt8(ascii: ")"), opening: UInt8(ascii: "("))
        // `$'…'` has escapes of its own.
        case UInt8(ascii: "'"), UInt8(ascii: "\""): return false
        default: return true
        }
    }

    /// Passes over what stands in braces or parentheses; gives up where they might not be what they seem.
    private mutating func skip(to closing: UInt8, opening: UInt8) -> Bool {
        var depth = 0
        var ignored: [UInt8]?
        while let next = byte(index) {
            switch next {
            case opening:
                depth += 1
                index += 1
            case closing:
                depth -= 1
                index += 1
                if depth == 0 { return true }
            case UInt8(ascii: "'"): guard readSingleQuotes(&ignored) else { return false }
            case UInt8(ascii: "\""): guard readDoubleQuotes(&ignored) else { return false }
            case UInt8(ascii: "\\"): index += 2
            case UInt8(ascii: "`"), UInt8(ascii: "<"), 0x0A: return false
            case UInt8(ascii: "#") where depth > 0 && index > 0 && bytes[index - 1] == 0x20: return false
            // `case` has parentheses that nothing opens.
            case UInt8(ascii: "c") where bytes[index...].starts(with: "case ".utf8): return false
            default: index += 1
            }
        }
        return false
    }
}
