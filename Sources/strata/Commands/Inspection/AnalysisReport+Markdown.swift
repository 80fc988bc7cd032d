import Findings
import Inspection

/// For a comment on a change, or the summary page of a pipeline.
extension AnalysisReport {
    var markdown: String {
        var text = "| | |\n| --- | --- |\n" + summary.map { "| \($0) | \(Self.cell($1)) |\n" }.joined()
        if let results {
            text += Self.section(
                "Rules", ["rule", "result", "limit", "found"],
                results.map {
                    [$0.name, $0.isPassed ? "pass" : "**FAIL**", $0.limit, $0.found]
                })
        }
        text += Self.section("Layers", ["layer", "size", "compressed", "entries", "created by"], layerRows(cut: 100))
        text += Self.section("Wasted", ["count", "wasted", "path"], repetitionRows)
        text += Self.section(
            "Left behind", ["class", "files", "size", "compressed (estimate)", "visible", "what"], wasteRows)
        text += Self.section("Same bytes", ["count", "wasted", "layer:path"], duplicateRows)
        return text
    }

    private static func section(_ title: String, _ headers: [String], _ rows: [[String]]) -> String {
        if rows.isEmpty { return "" }
        let lines = [headers, headers.map { _ in "---" }] + rows.map { $0.map(cell) }
        return "\n### \(title)\n\n" + lines.map { "| \($0.joined(separator: " | ")) |\n" }.joined()
    }

    private static func cell(_ text: String) -> String { FindingsReport.cell(text, lineEnd: " ") }
}
