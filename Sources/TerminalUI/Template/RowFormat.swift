public import OCI

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
    public func render(_ rows: [JSONObject], headings: [String: String] = [:]) throws(TerminalUIError) -> String {
        switch kind {
        case .json:
            return rows.map { JSONValue.object($0.sortedByKey()).withoutObjects.compact() + "\n" }.joined()
        case .rows(let template):
            return try lines(rows, template)
        case .table(let template):
            let heading = try template.renderHeading(Self.headingRow(headings, rows.first))
            return TabWriter.format(heading + "\n" + (try lines(rows, template)))
        }
    }

    private func lines(_ rows: [JSONObject], _ template: GoTemplate) throws(TerminalUIError) -> String {
        var text = ""
        for row in rows { text += try template.renderRow(row.sortedByKey()) + "\n" }
        return text
    }

    /// A title for every field; one that has none of its own is titled by its name.
    private static func headingRow(_ headings: [String: String], _ row: JSONObject?) -> JSONValue {
        var titles = headings
        for key in row?.keys ?? [] where titles[key] == nil { titles[key] = key.uppercased() }
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
