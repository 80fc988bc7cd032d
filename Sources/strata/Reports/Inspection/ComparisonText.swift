import Inspection
import TerminalUI

/// A comparison of images as text: a line for what differs, below headings that count.
struct ComparisonText {
    private let lines: ComparisonLines

    init(_ comparison: ImageComparison, isWhole: Bool) {
        lines = ComparisonLines(comparison: comparison, isWhole: isWhole)
    }

    var text: String {
        let comparison = lines.comparison
        var result = "\(comparison.first.name) → \(comparison.second.name)\n"
        if comparison.isEmpty, comparison.first.manifestDigest == comparison.second.manifestDigest {
            return result + "The same image.\n"
        }
        result += section("Layers", lines.layerSummary, lines.layers)
        result += section("Files", lines.fileSummary, lines.files)
        result += section("Packages", lines.packageSummary, lines.packages)
        let count = lines.configuration.count
        result += section("Configuration", count == 0 ? "the same" : "\(count) changed", lines.configuration)
        return result
    }

    private func section(_ title: String, _ summary: String, _ lines: [ComparisonLines.Line]) -> String {
        let width = min(lines.map { DisplayWidth.of($0.name) }.max() ?? 0, 60)
        let rows = lines.map { line in
            let space = String(repeating: " ", count: max(width - DisplayWidth.of(line.name), 0))
            return line.detail.isEmpty
                ? "  \(line.mark.rawValue) \(line.name)\n"
                : "  \(line.mark.rawValue) \(line.name)\(space)  \(line.detail)\n"
        }
        return "\n\(title): \(summary)\n" + rows.joined()
    }
}
