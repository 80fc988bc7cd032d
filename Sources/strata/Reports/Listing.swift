import OCI
import TerminalUI

/// A list as docker prints it: a table, one JSON object a line, or a Go template for each row.
///
/// A row is an object whose members are the names that templates use (`{{.Repository}}`).
struct Listing {
    /// What stands above each column, by the name that templates use.
    let headings: [String: String]
    /// The template of a row of the plain table.
    let table: String
    /// What `--format raw` stands for, and with `-q`; `nil` where it is a template like any other.
    var raw: (whole: String, quiet: String)?

    /// The format that is meant: nothing and `table` alone are the plain table, or with `-q` the IDs.
    func format(_ given: String?, quiet: Bool) -> String {
        switch given ?? "" {
        case "", "table": quiet ? "{{.ID}}" : "table " + table
        case "raw": raw.map { quiet ? $0.quiet : $0.whole } ?? "raw"
        case let other: other
        }
    }

    /// The text for standard output.
    func text(_ rows: [some ListRow], format: String) throws -> String {
        try RowFormat(format).render(rows, headings: headings)
    }
}
