/// Rows under headings, in docker's look: columns of at least ten characters, three spaces apart, the last one as long as it is.
public struct Table: Sendable {
    private var lines: [String]

    /// Begins a table with its headings.
    public init(headers: [String]) { lines = [headers.joined(separator: "\t")] }

    /// Adds a row.
    public mutating func append(_ cells: [String]) { lines.append(cells.joined(separator: "\t")) }

    /// The table as text, each line ended.
    public func render() -> String { TabWriter.format(lines.joined(separator: "\n") + "\n") }
}
