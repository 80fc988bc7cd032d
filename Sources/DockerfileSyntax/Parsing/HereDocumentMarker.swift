/// `<<NAME` within an instruction: optional digits, `<<`, an optional dash, and a word that may be quoted.
struct HereDocumentMarker: Sendable, Hashable {
    var name: String
    var expands: Bool
    var stripsTabs: Bool
    var fileDescriptor: Int

    /// Reads a word; `nil` where it is no marker.
    init?(_ word: String) {
        let bytes = Array(word.utf8)
        let digits = bytes.prefix { (0x30...0x39).contains($0) }
        guard bytes[digits.endIndex...].starts(with: Array("<<".utf8)) else { return nil }
        var rest = bytes[(digits.endIndex + 2)...]
        stripsTabs = rest.first == UInt8(ascii: "-")
        if stripsTabs { rest = rest.dropFirst() }
        guard !rest.isEmpty, !rest.contains(UInt8(ascii: "<")) else { return nil }
        let text = String(decoding: rest, as: UTF8.self)
        guard let plain = HereDocumentMarker.lex(text, keepsQuotes: false),
            let quoted = HereDocumentMarker.lex(text, keepsQuotes: true)
        else { return nil }
        name = plain
        expands = HereDocumentMarker.quotes(in: plain) == HereDocumentMarker.quotes(in: quoted)
        fileDescriptor = Int(String(decoding: digits, as: UTF8.self)) ?? 0
    }

    /// The markers of a whole line, in order, each with the word it was read from.
    ///
    /// Where the line's quotes do not close there is none, as in BuildKit.
    static func markers(in line: String) -> [(marker: HereDocumentMarker, word: String)] {
        guard line.utf8.contains(UInt8(ascii: "<")) else { return [] }
        var lexer = ShellLexer()
        lexer.keepsQuotes = true
        lexer.keepsEscapes = true
        lexer.keepsUnset = true
        guard let words = try? lexer.process(line, with: { _ in nil }).words else { return [] }
        return words.compactMap { word in HereDocumentMarker(word).map { ($0, word) } }
    }

    /// The one word that a text consists of; `nil` where it is none or several.
    private static func lex(_ text: String, keepsQuotes: Bool) -> String? {
        var lexer = ShellLexer()
        lexer.keepsUnset = true
        lexer.keepsQuotes = keepsQuotes
        guard let words = try? lexer.process(text, with: { _ in nil }).words, words.count == 1 else { return nil }
        return words.first
    }

    private static func quotes(in text: String) -> Int {
        text.utf8.count { $0 == UInt8(ascii: "'") || $0 == UInt8(ascii: "\"") }
    }
}

extension HereDocument {
    /// The lines as they become a file: leading tabs removed where the marker asks for it.
    public var text: String {
        guard stripsTabs else { return rawText }
        var result: [UInt8] = []
        var isAtLineStart = true
        for byte in rawText.utf8 {
            if isAtLineStart, byte == UInt8(ascii: "\t") { continue }
            isAtLineStart = byte == UInt8(ascii: "\n")
            result.append(byte)
        }
        return String(decoding: result, as: UTF8.self)
    }
}
