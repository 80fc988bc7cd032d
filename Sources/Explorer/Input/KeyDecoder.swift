/// Makes events of the bytes that a terminal sends (ECMA-48, xterm's control sequences).
///
/// Bytes come in pieces of any size. An escape that is followed by nothing is the Escape key only after a while, which the caller
/// measures: then it calls ``flush()``. What is not known is left out, whatever its length.
public struct KeyDecoder: Sendable {
    /// No sequence that is known is longer; what is, is dropped.
    private static let longest = 64
    /// So much of a paste is kept.
    private static let longestPaste = 4096

    private var waiting: [UInt8] = []
    private var paste: [UInt8]?

    /// Makes a decoder that has seen nothing.
    public init() {}

    /// Whether bytes wait for what may follow them.
    public var isWaiting: Bool { !waiting.isEmpty && paste == nil }

    /// Takes bytes, and gives what they and those before them mean.
    public mutating func feed(_ bytes: some Sequence<UInt8>) -> [InputEvent] {
        waiting += bytes
        var events: [InputEvent] = []
        var rest = waiting[...]
        while !rest.isEmpty {
            if paste != nil {
                guard takePaste(&rest, &events) else { break }
            } else {
                guard let count = takeOne(rest, &events) else { break }
                rest = rest.dropFirst(count)
            }
        }
        waiting = Array(rest)
        return events
    }

    /// Nothing has followed for a while: what waits stands for itself.
    public mutating func flush() -> [InputEvent] {
        guard paste == nil, let first = waiting.first else { return [] }
        waiting.removeFirst()
        let rest = waiting
        waiting = []
        // An escape alone is the key; bytes after it that form nothing are taken one by one.
        return (first == 0x1B ? [.key(.escape)] : []) + (rest.isEmpty ? [] : feed(rest) + flush())
    }

    /// Takes the first event; `nil` where more bytes are needed to know it.
    private mutating func takeOne(_ bytes: ArraySlice<UInt8>, _ events: inout [InputEvent]) -> Int? {
        let first = bytes[bytes.startIndex]
        if first == 0x1B { return takeEscape(bytes, &events) }
        if let key = Key(controlByte: first) {
            events.append(.key(key))
            return 1
        }
        let length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
        guard bytes.count >= length else { return nil }
        let scalars = String(decoding: bytes.prefix(length), as: UTF8.self).unicodeScalars
        guard scalars.count == 1, let scalar = scalars.first, scalar != "\u{FFFD}" else { return 1 }
        events.append(.key(.character(scalar)))
        return length
    }

    private mutating func takeEscape(_ bytes: ArraySlice<UInt8>, _ events: inout [InputEvent]) -> Int? {
        guard bytes.count > 1 else { return nil }
        switch bytes[bytes.startIndex + 1] {
        case UInt8(ascii: "["): return takeControlSequence(bytes, &events)
        case UInt8(ascii: "O"):
            guard bytes.count > 2 else { return nil }
            if let key = Key(finalByte: bytes[bytes.startIndex + 2]) { events.append(.key(key)) }
            return 3
        case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "_"):
            // An answer of the terminal to a question that another program asked.
            let end = bytes.dropFirst(2).firstIndex { $0 == 0x07 || $0 == 0x1B }
            guard let end else { return bytes.count > 4 * Self.longest ? bytes.count : nil }
            let isString = bytes[end] == 0x1B
            if isString, end + 1 >= bytes.endIndex { return nil }
            return end - bytes.startIndex + (isString ? 2 : 1)
        default:
            events.append(.key(.escape))
            return 1
        }
    }

    private mutating func takeControlSequence(_ bytes: ArraySlice<UInt8>, _ events: inout [InputEvent]) -> Int? {
        let body = bytes.dropFirst(2)
        guard let end = body.firstIndex(where: { (0x40...0x7E).contains($0) }) else {
            return bytes.count > Self.longest ? bytes.count : nil
        }
        let length = end - bytes.startIndex + 1
        let parameters = body[..<end]
        if parameters.first == UInt8(ascii: "<") {
            if let event = Self.mouse(parameters.dropFirst(), final: bytes[end]) { events.append(.mouse(event)) }
            return length
        }
        let numbers = Self.numbers(parameters)
        if bytes[end] == UInt8(ascii: "~"), numbers.first == 200 {
            paste = []
        } else if let key = Key(finalByte: bytes[end], numbers: numbers) {
            events.append(.key(key))
        }
        return length
    }

    /// Takes bytes of a paste until its end; `false` where that has not come.
    private mutating func takePaste(_ bytes: inout ArraySlice<UInt8>, _ events: inout [InputEvent]) -> Bool {
        let mark: [UInt8] = Array("\u{1B}[201~".utf8)
        let whole = (paste ?? []) + bytes
        guard let end = whole.firstRange(of: mark) else {
            // The end may be cut in two: its beginning has to stay. What is too long loses its middle.
            paste =
                whole.count <= Self.longestPaste ? whole : Array(whole.prefix(Self.longestPaste - 8) + whole.suffix(8))
            bytes = []
            return false
        }
        let text = String(decoding: whole[..<end.lowerBound].prefix(Self.longestPaste), as: UTF8.self)
        events.append(.paste(text))
        paste = nil
        bytes = bytes.suffix(whole.count - end.upperBound)
        return true
    }

    private static func numbers(_ bytes: ArraySlice<UInt8>) -> [Int] {
        bytes.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false).map { part in
            // A colon begins what is said of a number beside it (kitty's keys).
            Int(String(decoding: part.prefix { $0 != UInt8(ascii: ":") }, as: UTF8.self)) ?? 0
        }
    }

    private static func mouse(_ parameters: ArraySlice<UInt8>, final: UInt8) -> MouseEvent? {
        let numbers = numbers(parameters)
        guard numbers.count == 3, numbers[1] > 0, numbers[2] > 0 else { return nil }
        let action: MouseEvent.Action
        switch numbers[0] & 0x43 {
        case 0x40: action = .wheelUp
        case 0x41: action = .wheelDown
        case 0x42, 0x43: return nil
        default:
            let isDrag = numbers[0] & 0x20 != 0
            action = final == UInt8(ascii: "m") ? .release : isDrag ? .drag : .press
        }
        return MouseEvent(action, column: numbers[1] - 1, row: numbers[2] - 1)
    }
}
