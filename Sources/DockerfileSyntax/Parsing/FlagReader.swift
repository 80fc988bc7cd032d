/// Takes the flags off the head of an instruction's arguments.
///
/// Quotes and backslashes in a flag are taken off at once, whatever the escape directive says, as in BuildKit.
struct FlagReader {
    private(set) var flags: [InstructionFlag] = []
    /// What follows the flags.
    private(set) var rest: LinePiece
    private let text: SourceText
    private let escape: EscapeCharacter

    init(_ piece: LinePiece, text: SourceText, escape: EscapeCharacter) {
        rest = piece.trimmed
        self.text = text
        self.escape = escape
        while startsWithFlag {
            let (content, end) = readWord(from: rest.bounds.lowerBound)
            let word = rest.piece(rest.bounds.lowerBound..<end)
            rest = rest.piece(end..<rest.bounds.upperBound).trimmed
            guard content != Array("--".utf8) else { return }
            flags.append(flag(content, at: word))
        }
    }

    private var startsWithFlag: Bool { rest.bytes.starts(with: Array("--".utf8)) }

    /// The content of the word at `start` without quotes and escapes, and where it ends.
    private func readWord(from start: Int) -> (content: [UInt8], end: Int) {
        let bytes = rest.line.bytes
        var content: [UInt8] = []
        var quote: UInt8?
        var index = start
        while index < rest.bounds.upperBound {
            var byte = bytes[index]
            if byte == quote {
                quote = nil
            } else if quote == nil, byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") {
                quote = byte
            } else if quote == nil, byte.isSpace {
                return (content, index)
            } else {
                if byte == UInt8(ascii: "\\") {
                    index += 1
                    guard index < rest.bounds.upperBound else { break }
                    byte = bytes[index]
                }
                content.append(byte)
            }
            index += 1
        }
        return (content, rest.bounds.upperBound)
    }

    private func flag(_ content: [UInt8], at word: LinePiece) -> InstructionFlag {
        let name = content.dropFirst(2).prefix { $0 != UInt8(ascii: "=") }
        var value: ShellWord?
        if name.endIndex < content.endIndex {
            let start = word.bytes.firstIndex(of: UInt8(ascii: "=")).map { $0 + 1 } ?? word.bounds.lowerBound
            value = ShellWord(
                String(decoding: content[(name.endIndex + 1)...], as: UTF8.self),
                at: word.piece(start..<word.bounds.upperBound).range(in: text),
                rule: .literal,
                escape: escape
            )
        }
        return InstructionFlag(
            name: String(decoding: name, as: UTF8.self),
            value: value,
            range: word.range(in: text)
        )
    }
}
