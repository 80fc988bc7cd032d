import Findings
import Inspection
import LayerAnalysis
import OCI
import TerminalUI

/// An analysis in words.
struct AnalysisReport: Sendable {
    let analysis: ImageAnalysis
    /// What came of the rules; `nil` where there were none to hold the image to.
    let results: [RuleResult]?
    /// How many paths are listed of each kind.
    let limit: Int

    func write(_ format: AnalysisFormat, to output: StandardStream) {
        switch format {
        case .table: output.write(table)
        case .json: writeJSON(to: output)
        case .junit: output.write(findings.junit)
        case .sarif: output.write(findings.sarif.indented() + "\n")
        case .markdown: output.write(markdown)
        }
    }

    // MARK: Parts of all formats

    /// Name and value of what is said of the whole image.
    var summary: [(String, String)] {
        let efficiency = analysis.efficiency
        var lines = [
            ("Image", "\(LogText.harmless(analysis.image.name)) (\(analysis.image.manifestDigest))"),
            ("Layers", "\(analysis.image.layers.count), \(ByteFormat.size(efficiency.totalBytes))" + compressed),
            ("Efficiency", Self.percent(efficiency.score)),
            (
                "Wasted",
                "\(ByteFormat.size(efficiency.wastedBytes)) (\(Self.percent(efficiency.wastedUserShare)) of what the layers above the lowest have)"
            ),
        ]
        if !analysis.duplicates.groups.isEmpty {
            let bytes = ByteFormat.size(analysis.duplicates.wastedBytes)
            lines.append(("Same bytes", "\(bytes) in files of \(analysis.duplicates.groups.count) contents"))
        }
        return lines
    }

    private var compressed: String {
        analysis.compressedSize.map { " (\(ByteFormat.size($0)) compressed)" } ?? ""
    }

    /// A row for each layer: number, bytes, bytes of the blob, entries, what made it.
    func layerRows(cut length: Int) -> [[String]] {
        zip(analysis.image.layers, analysis.stack.layers).map { layer, tree in
            let made = Self.shown(InstructionText.line(layer.createdBy ?? ""))
            return [
                "\(layer.number + 1)", ByteFormat.size(tree.headerBytes),
                layer.compressedSize.map { ByteFormat.size($0) } ?? "-", "\(tree.archivedCount)",
                ShortText.cut(made, to: length),
            ]
        }
    }

    /// A row for each path that costs most: how often, bytes, path.
    var repetitionRows: [[String]] {
        analysis.efficiency.repetitions.prefix(limit).filter { $0.bytes > 0 }.map { repetition in
            ["\(repetition.count)", ByteFormat.size(repetition.bytes), path(analysis.stack.path(of: repetition.node))]
        }
    }

    /// A row for each class: name, files, bytes, estimate of them compressed, bytes in the end, what it is.
    var wasteRows: [[String]] {
        analysis.waste.shares.map { share in
            [
                share.wasteClass.name, "\(share.totalFiles)", ByteFormat.size(share.totalBytes),
                analysis.compressedEstimate(of: share.bytes).map { "~" + ByteFormat.size($0) } ?? "-",
                ByteFormat.size(share.visibleBytes), share.wasteClass.title,
            ]
        }
    }

    /// A row for each content: how often, bytes for nothing, where.
    var duplicateRows: [[String]] {
        analysis.duplicates.groups.prefix(limit).map { group in
            let places = group.places.prefix(3).map { place in
                "\(place.layer + 1):" + path(analysis.stack.layers[place.layer].path(of: place.entry))
            }
            let more = group.places.count > 3 ? " and \(group.places.count - 3) more" : ""
            return ["\(group.places.count)", ByteFormat.size(group.wastedBytes), places.joined(separator: " ") + more]
        }
    }

    func path(_ bytes: [UInt8]) -> String { "/" + Self.shown(String(decoding: bytes, as: UTF8.self)) }

    static func shown(_ text: String) -> String { LogText.harmless(text.replacing("\t", with: " ")) }

    static func percent(_ share: Double) -> String {
        guard share.isFinite, share < 1e12 else { return "infinite" }
        let hundredths = Int((share * 10000).rounded())
        let decimals = hundredths % 100
        return "\(hundredths / 100).\(decimals < 10 ? "0" : "")\(decimals) %"
    }

    // MARK: Table

    private var table: String {
        var text = summary.map { name, value in
            name + String(repeating: " ", count: 13 - name.count) + value + "\n"
        }.joined()
        text += section(["LAYER", "SIZE", "COMPRESSED", "ENTRIES", "CREATED BY"], layerRows(cut: 60))
        text += section(["COUNT", "WASTED", "PATH"], repetitionRows)
        text += section(["LEFT BEHIND", "FILES", "SIZE", "COMPRESSED", "VISIBLE", "WHAT"], wasteRows)
        text += section(["COUNT", "WASTED", "SAME BYTES (LAYER:PATH)"], duplicateRows)
        if let results {
            text += section(
                ["RULE", "RESULT", "LIMIT", "FOUND"],
                results.map { [Self.shown($0.name), $0.isPassed ? "pass" : "FAIL", $0.limit, $0.found] })
            text += verdict
        }
        return text
    }

    private func section(_ headers: [String], _ rows: [[String]]) -> String {
        if rows.isEmpty { return "" }
        var table = Table(headers: headers)
        for row in rows { table.append(row) }
        return "\n" + table.render()
    }

    /// How many rules hold, in dive's words.
    var verdict: String {
        guard let results else { return "" }
        let failed = results.filter { !$0.isPassed }.count
        return "\n\(failed == 0 ? "PASS" : "FAIL") [pass:\(results.count - failed) fail:\(failed)]\n"
    }
}
