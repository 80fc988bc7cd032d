extension FindingsReport {
    /// The findings as a table in Markdown, for a comment or a summary page.
    public var markdown: String {
        guard !findings.isEmpty else { return "Nothing found.\n" }
        var lines = ["| place | severity | rule | finding |", "| --- | --- | --- | --- |"]
        let pages = Dictionary(rules.map { ($0.code, $0.page) }) { first, _ in first }
        for finding in findings {
            let code = (pages[finding.code] ?? nil).map { "[\(finding.code)](\($0))" } ?? finding.code.text
            let text = [finding.message, finding.hint].compactMap(\.self).joined(separator: "\n")
            lines.append(
                "| \(Self.cell(finding.location.description)) | \(finding.severity.rawValue) | \(code) | \(Self.cell(text)) |"
            )
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Text that neither ends a cell nor starts a tag.
    ///
    /// - Parameter lineEnd: What stands for the end of a line.
    public static func cell(_ text: String, lineEnd: String = "<br>") -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing("|", with: "\\|")
            .replacing("\n", with: lineEnd)
    }
}
