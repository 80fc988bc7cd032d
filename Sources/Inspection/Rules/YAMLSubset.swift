/// The part of YAML that settings need: maps by indentation, lists of scalars, quotes, comments. Scalars are texts.
///
/// Anchors, tags, flow collections other than empty ones, and texts of several lines are errors that name the line.
enum YAMLSubset {
    enum Value {
        case text(String)
        case list([String])
        case map([Member])
    }

    struct Member {
        let key: String
        let value: Value
        let line: Int
    }

    struct Line {
        let number: Int
        let indentation: Int
        let text: Substring
    }

    /// - Throws: `InspectionError` with `badRules`.
    static func parse(_ text: String, _ name: String) throws(InspectionError) -> Value {
        var lines: [Line] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let plain = withoutComment(line.hasSuffix("\r") ? line.dropLast() : line)
            let trimmed = plain.drop { $0 == " " }
            if trimmed.isEmpty || plain == "---" || plain == "..." { continue }
            if trimmed.first == "\t" { throw fault("is indented with a tab; YAML wants spaces", index + 1, name) }
            lines.append(Line(number: index + 1, indentation: plain.count - trimmed.count, text: trimmed))
        }
        var rest = lines[...]
        let value = try block(&rest, name)
        if let line = rest.first { throw fault("is indented less than what it belongs to", line.number, name) }
        return value
    }

    static func fault(_ message: String, _ line: Int, _ name: String) -> InspectionError {
        InspectionError(
            .badRules, "\(name), line \(line): \(message)",
            hint: "docs/analyze.md lists the rules and how they are written")
    }

    private static func block(_ lines: inout ArraySlice<Line>, _ name: String) throws(InspectionError) -> Value {
        guard let first = lines.first else { return .map([]) }
        if first.text == "-" || first.text.hasPrefix("- ") { return try list(&lines, first.indentation, name) }
        var members: [Member] = []
        while let line = lines.first, line.indentation == first.indentation {
            lines.removeFirst()
            let (key, scalar) = try member(line, name)
            if members.contains(where: { $0.key == key }) { throw fault("names \(key) twice", line.number, name) }
            if !scalar.isEmpty {
                members.append(Member(key: key, value: try value(scalar, line, name), line: line.number))
            } else if let next = lines.first, next.indentation > line.indentation || next.text.hasPrefix("- ") {
                members.append(Member(key: key, value: try block(&lines, name), line: line.number))
            } else {
                members.append(Member(key: key, value: .text(""), line: line.number))
            }
        }
        if let line = lines.first, line.indentation > first.indentation {
            throw fault("is indented more than the line above it", line.number, name)
        }
        return .map(members)
    }

    private static func list(
        _ lines: inout ArraySlice<Line>, _ indentation: Int, _ name: String
    ) throws(InspectionError) -> Value {
        var items: [String] = []
        while let line = lines.first, line.indentation == indentation, line.text == "-" || line.text.hasPrefix("- ") {
            lines.removeFirst()
            items.append(try unquoted(trimmed(line.text.dropFirst()), line, name))
        }
        return .list(items)
    }

    private static func member(_ line: Line, _ name: String) throws(InspectionError) -> (String, Substring) {
        var end: Substring.Index?
        var quote: Character?
        for index in line.text.indices {
            let character = line.text[index]
            if let open = quote {
                if character == open { quote = nil }
                continue
            }
            if index == line.text.startIndex, character == "\"" || character == "'" { quote = character }
            let next = line.text.index(after: index)
            if character == ":", next == line.text.endIndex || line.text[next] == " " {
                end = index
                break
            }
        }
        guard let end else { throw fault("is no “key: value”", line.number, name) }
        let key = try unquoted(trimmed(line.text[..<end]), line, name)
        return (key, trimmed(line.text[line.text.index(after: end)...]))
    }

    private static func value(_ scalar: Substring, _ line: Line, _ name: String) throws(InspectionError) -> Value {
        if scalar == "{}" { return .map([]) }
        if scalar == "[]" { return .list([]) }
        return .text(try unquoted(scalar, line, name))
    }

    private static func unquoted(_ text: Substring, _ line: Line, _ name: String) throws(InspectionError) -> String {
        guard let first = text.first else { return "" }
        if first == "\"" || first == "'" {
            guard text.count > 1, text.last == first else {
                throw fault("has a quote without an end", line.number, name)
            }
            let inner = text.dropFirst().dropLast()
            return first == "'" ? String(inner).replacing("''", with: "'") : String(inner).replacing("\\\"", with: "\"")
        }
        if "{[&*!|>%@`".contains(first) {
            throw fault("begins with \(first), which is not understood here", line.number, name)
        }
        return String(text)
    }

    private static func withoutComment(_ line: Substring) -> Substring {
        var quote: Character?
        var before: Character = " "
        for index in line.indices {
            let character = line[index]
            if let open = quote {
                if character == open { quote = nil }
            } else if (character == "\"" || character == "'") && (before == " " || before == ":") {
                quote = character
            } else if character == "#" && before == " " {
                return trimmedEnd(line[..<index])
            }
            before = character
        }
        return trimmedEnd(line)
    }

    private static func trimmed(_ text: Substring) -> Substring { trimmedEnd(text.drop { $0 == " " }) }

    private static func trimmedEnd(_ text: Substring) -> Substring {
        var text = text
        while text.last == " " || text.last == "\t" { text.removeLast() }
        return text
    }
}
