public import DockerfileSyntax

/// The text that a shell gets to read, able to tell where in the Dockerfile each of its bytes stands.
///
/// Continuation lines are joined and the comments between them are gone, as the shell sees it.
public struct ShellText: Hashable, Sendable {
    /// What the shell reads.
    public private(set) var bytes: [UInt8] = []
    private var map = SourceMap()

    /// An empty text.
    init() {}

    /// A text that stands in no file: offsets are those of the text itself.
    public init(_ text: String) {
        append(Array(text.utf8)[...], source: 0)
    }

    /// Adds bytes that begin at `source` in the file.
    mutating func append(_ part: ArraySlice<UInt8>, source: Int) {
        guard !part.isEmpty else { return }
        map.add(from: bytes.count, source: source)
        bytes.append(contentsOf: part)
    }

    /// The part of the file in which a part of the text stands: from its first byte to behind its last, continuation lines between them included.
    public func fileRange(of range: Range<Int>) -> Range<Int> {
        let start = fileOffset(of: range.lowerBound)
        return range.isEmpty ? start..<start : start..<max(start, fileOffset(of: range.upperBound - 1) + 1)
    }

    /// The offset in the file of a byte of the text.
    public func fileOffset(of index: Int) -> Int { map.offset(of: index) }

    /// A part of the text.
    public func string(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
}

extension ShellText {
    /// What the shell of a RUN gets to read; `nil` for the exec form, which no shell reads.
    ///
    /// - Parameters:
    ///   - source: the instruction as written.
    ///   - run: what it says.
    ///   - text: the file that it stands in.
    ///   - escape: the file's escape character.
    public init?(_ source: InstructionSource, _ run: RunInstruction, in text: SourceText, escape: EscapeCharacter) {
        switch run.execution {
        case .exec: return nil
        case .script:
            guard let document = source.hereDocuments.first else { return nil }
            append(document, in: text)
        case .shell(let wanted):
            if let document = source.hereDocuments.first, document.text == wanted {
                append(document, in: text)
            } else {
                appendLines(of: source, in: text, escape: escape)
                for document in source.hereDocuments {
                    let end = document.range.end.offset
                    bytes.append(0x0A)
                    append(text.bytes[document.range.start.offset..<end], source: document.range.start.offset)
                    append(Array(document.name.utf8)[...], source: end)
                }
            }
        }
    }

    /// The text of the shell form of CMD, ENTRYPOINT or HEALTHCHECK.
    public init(_ source: InstructionSource, in text: SourceText, escape: EscapeCharacter) {
        appendLines(of: source, in: text, escape: escape)
    }

    private mutating func append(_ document: HereDocument, in text: SourceText) {
        var index = document.range.start.offset
        let end = document.range.end.offset
        while index < end {
            let lineEnd = text.bytes[index..<end].firstIndex(of: 0x0A).map { $0 + 1 } ?? end
            while document.stripsTabs, index < lineEnd, text.bytes[index] == 0x09 { index += 1 }
            append(text.bytes[index..<lineEnd], source: index)
            index = lineEnd
        }
    }

    /// Joins the lines as the parser does: a line that ends in the escape character goes on in the next one that is neither empty nor a comment.
    private mutating func appendLines(of source: InstructionSource, in text: SourceText, escape: EscapeCharacter) {
        var index = source.arguments.range.start.offset
        let stop = min(max(source.arguments.range.end.offset, index), text.bytes.count)
        var isFirst = true
        while index < stop {
            let newline = text.bytes[index..<stop].firstIndex(of: 0x0A) ?? stop
            defer { index = newline + 1 }
            let line = text.bytes[index..<newline]
            if !isFirst {
                guard let visible = line.first(where: { !Self.isBlank($0) }), visible != UInt8(ascii: "#") else {
                    continue
                }
            }
            isFirst = false
            append(Self.content(of: line, escape.rawValue, isLast: newline == stop), source: index)
        }
    }

    /// A line without its end and the escape character before it.
    private static func content(of line: ArraySlice<UInt8>, _ escape: UInt8, isLast: Bool) -> ArraySlice<UInt8> {
        var end = line.endIndex
        while end > line.startIndex, line[end - 1] == 0x0D { end -= 1 }
        if isLast { return line[..<end] }
        var visible = end
        while visible > line.startIndex, line[visible - 1] == 0x20 || line[visible - 1] == 0x09 { visible -= 1 }
        guard visible > line.startIndex, line[visible - 1] == escape else { return line[..<end] }
        // Two of them stand for one, as in BuildKit.
        if visible - 1 > line.startIndex, line[visible - 2] == escape { return line[..<end] }
        return line[..<(visible - 1)]
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}
