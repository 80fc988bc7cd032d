public import DockerfileSyntax

/// A comment line of a Dockerfile.
public struct FileComment {
    /// What stands behind `#`.
    public let text: String
    /// Its line, counted from one.
    public let line: Int
    /// Where it stands.
    public let range: SourceRange

    /// All comment lines but those within here-documents.
    static func all(in parsed: ParseResult) -> [FileComment] {
        let bytes = parsed.text.bytes
        let documents = parsed.dockerfile.stages.flatMap { stage in
            stage.instructions.flatMap(\.source.hereDocuments).map { $0.range.start.offset..<$0.range.end.offset }
        }
        var comments: [FileComment] = []
        var start = 0
        var document = 0
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
            defer { start = end + 1 }
            let content = bytes[start..<end]
            guard let first = content.firstIndex(where: { $0 != 0x20 && $0 != 0x09 }), bytes[first] == UInt8(ascii: "#")
            else {
                continue
            }
            while document < documents.count, documents[document].upperBound <= first { document += 1 }
            if document < documents.count, documents[document].contains(first) { continue }
            let range = parsed.text.range(first, end)
            comments.append(
                FileComment(
                    text: String(decoding: bytes[(first + 1)..<end], as: UTF8.self), line: range.start.line,
                    range: range))
        }
        return comments
    }
}
