import OCI
import TerminalUI

/// A list as docker prints it: a table, one JSON object a line, or a Go template for each row.
///
/// A row is an object whose members are the names that templates use (`{{.Repository}}`).
struct Listing {
    /// What stands above each column, by the name that templates use.
    let headings: [String: String]
    /// The names that a plain table shows, in order.
    let table: [String]
    /// What `-q` prints.
    var identifier = "ID"

    /// The text for standard output. `format` is what stands after `--format`.
    func text(_ rows: [JSONObject], format: String?, quiet: Bool) throws -> String {
        if quiet, format == nil { return rows.map { ($0[identifier]?.stringValue ?? "") + "\n" }.joined() }
        let standard = "table " + table.map { "{{.\($0)}}" }.joined(separator: "\t")
        let wanted = format == nil || format == "table" ? standard : format ?? standard
        return try RowFormat(wanted).render(rows, headings: headings)
    }

    /// The same list with other columns in its table.
    func showing(_ table: [String]) -> Listing { Listing(headings: headings, table: table, identifier: identifier) }
}
