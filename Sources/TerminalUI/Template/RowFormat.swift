internal import OCI

/// How rows are printed: what docker's `--format` says for lists.
///
/// `json` prints an object a line, `table TEMPLATE` aligned columns under headings, anything else is a template for a row.
/// In the text `\t` and `\n` stand for a tab and a line end.
public struct RowFormat: Sendable {
    private enum Kind: Sendable {
        case json
        case table(GoTemplate)
        case rows(GoTemplate)
    }

    private let kind: Kind

    /// Reads a format; where it says nothing or only `table`, the default table is meant. Errors: `invalidTemplate`.
    public init(_ format: String, defaultTable: String = "table") throws(TerminalUIError) {
        let format = format.isEmpty || format == "table" ? defaultTable : format
        if format == "json" {
            kind = .json
        } else if format.hasPrefix("table") {
            let template = Self.unescaped(format.dropFirst(5))
            kind = .table(try GoTemplate(parsing: template))
        } else {
            kind = .rows(try GoTemplate(parsing: Self.unescaped(format[...])))
        }
    }

    /// Spaces at both ends do not count; then the two escapes are replaced, as docker does.
    private static func unescaped(_ text: Substring) -> String {
        var text = text
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        var result = ""
        var rest = text
        while let character = rest.popFirst() {
            switch (character, rest.first) {
            case ("\\", "t"): result.append("\t")
            case ("\\", "n"): result.append("\n")
            default:
                result.append(character)
                continue
            }
            rest.removeFirst()
        }
        return result
    }

    /// Prints rows, each ended by a line end; a table has its headings even without rows.
    ///
    /// `headings` gives the title of each field's column. Errors: `templateExecution`.
    public func render<Row: ListRow>(
        _ rows: [Row], headings: [String: String] = [:]
    ) throws(TerminalUIError) -> String {
        var text: [UInt8] = []
        switch kind {
        case .json:
            for row in rows { text += (JSONValue.object(row.object).withoutObjects.compact() + "\n").utf8 }
        case .rows(let template):
            try append(rows, template, to: &text)
        case .table(let template):
            text += try template.renderHeading(Self.headingRow(headings, rows.first?.fieldNames ?? [])).utf8
            text.append(UInt8(ascii: "\n"))
            try append(rows, template, to: &text)
            text = TabWriter.format(text)
        }
        return String(decoding: text, as: UTF8.self)
    }

    private func append(
        _ rows: [some ListRow], _ template: GoTemplate, to text: inout [UInt8]
    ) throws(TerminalUIError) {
        for row in rows {
            try template.append(row, to: &text)
            text.append(UInt8(ascii: "\n"))
        }
    }

    /// A title for every field; one that has none of its own is titled by its name.
    private static func headingRow(_ headings: [String: String], _ names: [String]) -> JSONValue {
        var titles = headings
        for key in names where titles[key] == nil { titles[key] = key.uppercased() }
        return .object(JSONObject(titles))
    }
}

extension JSONValue {
    /// A row without the fields that take an argument, which are no part of its JSON.
    var withoutObjects: JSONValue {
        guard let members = objectValue?.members else { return self }
        return .object(JSONObject(members: members.filter { $0.value.objectValue == nil }))
    }
}
