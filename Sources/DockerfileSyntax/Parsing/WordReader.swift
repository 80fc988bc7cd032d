/// Splits text into words at space that is neither quoted nor escaped; quotes and escapes stay in the words.
struct WordReader {
    private let piece: LinePiece
    private let escape: UInt8

    init(_ piece: LinePiece, escape: EscapeCharacter) {
        self.piece = piece
        self.escape = escape.rawValue
    }

    /// The words, each with the part of the line it stands in.
    ///
    /// An escape character at the very end belongs to no word, as in BuildKit.
    func words() -> [LinePiece] {
        var result: [LinePiece] = []
        var index = piece.bounds.lowerBound
        while let start = nextStart(from: index) {
            index = end(ofWordAt: start)
            let word = piece.piece(start..<min(index, contentEnd))
            if !word.isEmpty { result.append(word) }
        }
        return result
    }

    private var bytes: [UInt8] { piece.line.bytes }

    /// The end of the text without an escape character that nothing follows.
    private var contentEnd: Int {
        let end = piece.bounds.upperBound
        return piece.bytes.last == escape && !isLastEscaped ? end - 1 : end
    }

    private var isLastEscaped: Bool {
        piece.bytes.reversed().prefix { $0 == escape }.count % 2 == 0
    }

    private func nextStart(from index: Int) -> Int? {
        bytes[index..<piece.bounds.upperBound].firstIndex { !$0.isSpace }
    }

    private func end(ofWordAt start: Int) -> Int {
        var index = start
        var quote: UInt8?
        while index < piece.bounds.upperBound {
            let byte = bytes[index]
            if byte == escape, quote != UInt8(ascii: "'") {
                index += 2
                continue
            }
            if let open = quote {
                if byte == open { quote = nil }
            } else if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") {
                quote = byte
            } else if byte.isSpace {
                return index
            }
            index += 1
        }
        return piece.bounds.upperBound
    }
}
