/// The part of YAML that settings files are written in: nested mappings, lists (with dashes, or in brackets), plain and quoted scalars, comments.
///
/// Anchors, tags, multi-line scalars and braces are not read.
public indirect enum YAMLSubset: Hashable, Sendable {
    /// A text, a number, a truth value: as written, without quotes.
    case scalar(String)
    /// Values in order.
    case list([YAMLSubset])
    /// Names with their values, in order.
    case mapping([Entry])

    /// A name with its value.
    public struct Entry: Hashable, Sendable {
        /// The name.
        public var key: String
        /// The value; an empty scalar where none follows.
        public var value: YAMLSubset
        /// The line of the name, counted from one.
        public var line: Int
    }

    /// What cannot be read.
    public struct Fault: Error, Hashable, Sendable {
        /// The line, counted from one.
        public var line: Int
        /// What was found, as a sentence without capital and full stop.
        public var message: String
    }

    /// Reads a text.
    ///
    /// - Throws: ``Fault`` at the line that is not understood.
    public init(parsing text: String) throws(Fault) {
        var parser = YAMLParser(text)
        self = try parser.document()
    }

    /// The entries, if this is a mapping.
    public var entries: [Entry] { if case .mapping(let entries) = self { entries } else { [] } }
    /// The text, if this is a scalar that is not empty.
    public var text: String? { if case .scalar(let text) = self, !text.isEmpty { text } else { nil } }
    /// The texts of a list, or of a scalar as a list of one; `nil` where something else is in it.
    public var texts: [String]? {
        switch self {
        case .scalar(let text): return text.isEmpty ? [] : [text]
        case .list(let elements):
            let texts = elements.compactMap(\.text)
            return texts.count == elements.count ? texts : nil
        case .mapping: return nil
        }
    }
    /// The value of a name.
    public subscript(key: String) -> YAMLSubset? { entries.last { $0.key == key }?.value }
}

private struct YAMLParser {
    private struct Line {
        let number: Int
        let indent: Int
        let text: Substring
    }

    private var lines: [Line] = []
    private var index = 0

    init(_ text: String) {
        for (number, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let content = Self.withoutComment(line)
            let visible = content.drop { $0 == " " }
            if visible.allSatisfy(\.isWhitespace) || visible == "---" || visible == "..." { continue }
            lines.append(Line(number: number + 1, indent: content.count - visible.count, text: visible))
        }
    }

    private static func withoutComment(_ line: Substring) -> Substring {
        var quote: Character?
        var before: Character = " "
        for place in line.indices {
            let letter = line[place]
            if let open = quote {
                if letter == open { quote = nil }
            } else if letter == "\"" || letter == "'", " [,:-".contains(before) {
                quote = letter
            } else if letter == "#", before == " " || before == "\t" {
                return line[..<place]
            }
            before = letter
        }
        return line
    }

    mutating func document() throws(YAMLSubset.Fault) -> YAMLSubset {
        guard let first = lines.first else { return .mapping([]) }
        let value = try block(indent: first.indent, depth: 0)
        guard index == lines.count else { throw fault("the indentation fits nothing above") }
        return value
    }

    private func fault(_ message: String) -> YAMLSubset.Fault {
        YAMLSubset.Fault(line: lines[min(index, lines.count - 1)].number, message: message)
    }

    private mutating func block(indent: Int, depth: Int) throws(YAMLSubset.Fault) -> YAMLSubset {
        guard depth < 20 else { throw fault("too many levels") }
        return Self.isElement(lines[index].text)
            ? try list(indent: indent, depth: depth) : try mapping(indent: indent, depth: depth)
    }

    private static func isElement(_ text: Substring) -> Bool { text == "-" || text.hasPrefix("- ") }

    private mutating func list(indent: Int, depth: Int) throws(YAMLSubset.Fault) -> YAMLSubset {
        var elements: [YAMLSubset] = []
        while index < lines.count, lines[index].indent == indent, Self.isElement(lines[index].text) {
            let line = lines[index]
            let content = line.text.dropFirst().drop { $0 == " " }
            if content.isEmpty {
                index += 1
                let isNested = index < lines.count && lines[index].indent > indent
                elements.append(isNested ? try block(indent: lines[index].indent, depth: depth + 1) : .scalar(""))
            } else if Self.split(content) != nil {
                // A mapping that begins behind the dash.
                lines[index] = Line(
                    number: line.number, indent: indent + line.text.count - content.count, text: content)
                elements.append(try mapping(indent: lines[index].indent, depth: depth + 1))
            } else {
                index += 1
                elements.append(try flow(content, line.number))
            }
        }
        return .list(elements)
    }

    private mutating func mapping(indent: Int, depth: Int) throws(YAMLSubset.Fault) -> YAMLSubset {
        var entries: [YAMLSubset.Entry] = []
        while index < lines.count, lines[index].indent == indent, !Self.isElement(lines[index].text) {
            let line = lines[index]
            guard let (key, rest) = Self.split(line.text) else { throw fault("a name and a colon are wanted") }
            index += 1
            var value = YAMLSubset.scalar("")
            if !rest.isEmpty {
                value = try flow(rest, line.number)
            } else if index < lines.count {
                let next = lines[index]
                let isBelow = next.indent > indent || next.indent == indent && Self.isElement(next.text)
                if isBelow { value = try block(indent: next.indent, depth: depth + 1) }
            }
            entries.append(YAMLSubset.Entry(key: key, value: value, line: line.number))
        }
        return .mapping(entries)
    }

    /// `name: value`; `nil` where the line is something else.
    private static func split(_ text: Substring) -> (key: String, rest: Substring)? {
        var key = text
        var rest: Substring
        if let quote = text.first, quote == "\"" || quote == "'" {
            guard let close = text.dropFirst().firstIndex(of: quote) else { return nil }
            key = text[text.index(after: text.startIndex)..<close]
            rest = text[text.index(after: close)...]
            guard rest.first == ":" else { return nil }
        } else {
            guard
                let colon = text.indices.first(where: { place in
                    guard text[place] == ":" else { return false }
                    let next = text.index(after: place)
                    return next == text.endIndex || text[next].isWhitespace
                })
            else { return nil }
            key = text[..<colon]
            rest = text[colon...]
        }
        rest = rest.dropFirst()
        return (String(key).trimmingBlanks, String(rest).trimmingBlanks[...])
    }

    /// A scalar, or a list in brackets.
    private func flow(_ text: Substring, _ line: Int) throws(YAMLSubset.Fault) -> YAMLSubset {
        let text = String(text).trimmingBlanks
        guard text.hasPrefix("[") else {
            if text.hasPrefix("{"), text != "{}" {
                throw YAMLSubset.Fault(line: line, message: "mappings in braces are not read")
            }
            return text == "{}" ? .mapping([]) : .scalar(text.trimmingQuotes)
        }
        guard text.hasSuffix("]") else {
            throw YAMLSubset.Fault(line: line, message: "a list in brackets ends on its line")
        }
        let elements = text.dropFirst().dropLast().split(separator: ",")
        return .list(elements.map { .scalar(String($0).trimmingBlanks.trimmingQuotes) })
    }
}
