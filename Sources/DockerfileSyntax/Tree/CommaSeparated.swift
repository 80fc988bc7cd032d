/// Comma-separated values with quotes (RFC 4180), as flags and options hold them: a field with commas or quotes is put between
/// quotes, and its own quotes are doubled.
public enum CommaSeparated {
    /// The fields of a text; `nil` where a quote stands within a field.
    public static func split(_ text: String) -> [String]? {
        let bytes = Array(text.utf8)
        var fields: [String] = []
        var index = 0
        repeat {
            guard let content = readField(bytes, &index) else { return nil }
            fields.append(String(decoding: content, as: UTF8.self))
            index += 1
        } while index <= bytes.count
        return fields
    }

    /// The fields of a word, each with its place as far as it can be told.
    static func split(_ word: ShellWord, in text: SourceText) throws(Diagnostic) -> [ShellWord] {
        let bytes = Array(word.text.utf8)
        let start = word.range.start.offset
        let isPlain = word.range.end.offset - start == bytes.count
        var fields: [ShellWord] = []
        var index = 0
        repeat {
            let fieldStart = index
            guard let content = readField(bytes, &index) else {
                throw .error(
                    .mount,
                    "a quote stands within a field of '\(word.text)'",
                    hint: "put the whole field into quotes, and double quotes within it",
                    at: word.range
                )
            }
            var field = word
            field.text = String(decoding: content, as: UTF8.self)
            if isPlain { field.range = text.range(start + fieldStart, start + index) }
            fields.append(field)
            index += 1
        } while index <= bytes.count
        return fields
    }

    /// Reads a field; afterwards the index is at its comma or the end.
    private static func readField(_ bytes: [UInt8], _ index: inout Int) -> [UInt8]? {
        let quote = UInt8(ascii: "\"")
        let comma = UInt8(ascii: ",")
        guard index < bytes.count, bytes[index] == quote else {
            let end = bytes[index...].firstIndex(of: comma) ?? bytes.count
            let field = bytes[index..<end]
            index = end
            return field.contains(quote) ? nil : Array(field)
        }
        var content: [UInt8] = []
        index += 1
        while index < bytes.count {
            if bytes[index] == quote {
                index += 1
                if index == bytes.count || bytes[index] == comma { return content }
                guard bytes[index] == quote else { return nil }
            }
            content.append(bytes[index])
            index += 1
        }
        return nil
    }
}
