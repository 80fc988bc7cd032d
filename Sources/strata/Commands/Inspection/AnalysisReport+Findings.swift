import Findings
import Inspection
import LayerAnalysis
import OCI
import TerminalUI

extension AnalysisReport {
    /// Rules that are broken and, where the image is held to none, what is wasted.
    var findings: FindingsReport {
        var all: [Finding] = []
        for result in results ?? [] where !result.isPassed { all.append(finding(result)) }
        if results == nil { all += wasteFindings + duplicateFindings + repetitionFindings }
        return FindingsReport(
            tool: "strata analyze", version: VersionCommand.number, rules: descriptions,
            subjects: [analysis.image.name], findings: all)
    }

    private var descriptions: [RuleDescription] {
        let waste = WasteClass.all.map {
            RuleDescription(Self.code($0), Self.severity($0), $0.title, explanation: $0.hint)
        }
        return waste + [
            RuleDescription("repeated-path", .info, "the same path in several layers"),
            RuleDescription("same-bytes", .info, "the same bytes in several layers"),
        ]
    }

    private func finding(_ result: RuleResult) -> Finding {
        Finding(
            RuleCode(result.name), .error, "\(result.found), and the limit is \(result.limit)",
            at: .configuration(image: analysis.image.name, key: "rules"))
    }

    private var wasteFindings: [Finding] {
        analysis.waste.shares.flatMap { share in
            share.bytes.indices.filter { share.bytes[$0] > 0 }.map { layer in
                let estimate = analysis.compressedEstimate(of: share.bytes[layer], in: layer)
                let compressed = estimate.map { ", about \(ByteFormat.size($0)) compressed" } ?? ""
                let files = "\(share.files[layer]) file\(share.files[layer] == 1 ? "" : "s")"
                return Finding(
                    Self.code(share.wasteClass), Self.severity(share.wasteClass),
                    "\(share.wasteClass.title): \(ByteFormat.size(share.bytes[layer])) in \(files)\(compressed)",
                    hint: share.wasteClass.hint, at: .layer(place(layer, example(of: share, in: layer))))
            }
        }
    }

    private func example(of share: WasteReport.Share, in layer: Int) -> [UInt8] {
        guard let place = share.largest.first(where: { $0.place.layer == layer })?.place else { return [] }
        return analysis.stack.layers[layer].path(of: place.entry)
    }

    private var duplicateFindings: [Finding] {
        analysis.duplicates.groups.prefix(limit).map { group in
            let first = group.places[0]
            let last = group.places[group.places.count - 1]
            let origin = path(analysis.stack.layers[first.layer].path(of: first.entry))
            return Finding(
                "same-bytes", .info,
                "\(ByteFormat.size(group.wastedBytes)): the bytes of \(origin) in layer \(first.layer + 1) come again in \(group.places.count - 1) files",
                hint: "copy with the right owner and mode (COPY --chown --chmod), or link to one file",
                at: .layer(place(last.layer, analysis.stack.layers[last.layer].path(of: last.entry))))
        }
    }

    private var repetitionFindings: [Finding] {
        analysis.efficiency.repetitions.prefix(limit).filter { $0.bytes > 0 }.compactMap { repetition in
            guard let last = analysis.stack.occurrences(of: repetition.node).last else { return nil }
            return Finding(
                "repeated-path", .info, "\(ByteFormat.size(repetition.bytes)) in \(repetition.count) layers",
                hint: "write or remove the file in the instruction that makes it",
                at: .layer(place(last.layer, analysis.stack.path(of: repetition.node))))
        }
    }

    private func place(_ layer: Int, _ path: [UInt8]) -> LayerPlace {
        let inspected = analysis.image.layers[layer]
        return LayerPlace(
            image: analysis.image.name, layer: layer + 1, digest: inspected.diffID?.description ?? "", path: path,
            createdBy: inspected.createdBy)
    }

    private static func code(_ wasteClass: WasteClass) -> RuleCode { RuleCode(wasteClass.name) }

    private static func severity(_ wasteClass: WasteClass) -> Severity {
        wasteClass.kind == .cache ? .warning : .style
    }
}
