import Inspection
import LayerAnalysis
import OCI

/// The names are dive's where dive has the value: `layer`, `image.sizeBytes`, `image.efficiencyScore`, `image.inefficientBytes`,
/// `image.fileReference`. What there is of others stands beside them.
extension AnalysisReport {
    /// Writes the document; a million paths are not in memory for it.
    func writeJSON(to output: StandardStream) {
        var stream = JSONStream { output.write($0) }
        stream.beginObject()
        stream.add("layer", .array(analysis.image.layers.map(layer)))
        writeImage(to: &stream)
        stream.add("leftBehind", .array(analysis.waste.shares.map(share)))
        stream.beginObject("duplicates")
        stream.add("wastedBytes", .int(analysis.duplicates.wastedBytes))
        stream.beginArray("groups")
        for duplicate in analysis.duplicates.groups.prefix(limit) { stream.add(group(duplicate)) }
        stream.end()
        stream.end()
        if let results {
            stream.add("passed", .bool(results.allSatisfy(\.isPassed)))
            stream.add("rules", .array(results.map(Self.rule)))
        }
        stream.end()
        stream.finish()
    }

    private static func rule(_ result: RuleResult) -> JSONValue {
        [
            "name": .string(result.name), "passed": .bool(result.isPassed), "limit": .string(result.limit),
            "found": .string(result.found),
        ]
    }

    private func writeImage(to stream: inout JSONStream) {
        let efficiency = analysis.efficiency
        stream.beginObject("image")
        stream.add("name", .string(analysis.image.name))
        stream.add("manifestDigest", .string(analysis.image.manifestDigest.description))
        stream.add("sizeBytes", .int(efficiency.totalBytes))
        stream.add("userSizeBytes", .int(efficiency.userBytes))
        stream.add("compressedBytes", analysis.compressedSize.map { .int($0) } ?? .null)
        stream.add("efficiencyScore", Self.number(efficiency.score))
        stream.add("inefficientBytes", .int(efficiency.wastedBytes))
        stream.add("wastedUserPercent", Self.number(efficiency.wastedUserShare))
        stream.beginArray("fileReference")
        for path in efficiency.repetitions.prefix(limit) {
            stream.add(["count": .int(path.count), "sizeBytes": .int(path.bytes), "file": self.path(path.node)])
        }
        stream.end()
        stream.end()
    }

    private func layer(_ layer: InspectedLayer) -> JSONValue {
        let tree = analysis.stack.layers[layer.number]
        return [
            "index": .int(layer.number),
            "digestId": layer.diffID.map { .string($0.description) } ?? .null,
            "blob": layer.blob.map { .string($0.digest.description) } ?? .null,
            "sizeBytes": .int(tree.headerBytes), "compressedBytes": layer.compressedSize.map { .int($0) } ?? .null,
            "entries": .int(tree.archivedCount), "command": .string(layer.createdBy ?? ""),
            "created": layer.created.map { .string($0.description) } ?? .null,
        ]
    }

    private func share(_ share: WasteReport.Share) -> JSONValue {
        [
            "name": .string(share.wasteClass.name), "kind": .string(share.wasteClass.kind.rawValue),
            "title": .string(share.wasteClass.title), "hint": .string(share.wasteClass.hint),
            "files": .int(share.totalFiles), "sizeBytes": .int(share.totalBytes),
            "visibleBytes": .int(share.visibleBytes),
            "compressedEstimateBytes": analysis.compressedEstimate(of: share.bytes).map { .int($0) } ?? .null,
            "layerBytes": .array(share.bytes.map { .int($0) }),
            "largest": .array(
                share.largest.prefix(limit).map { place, bytes in
                    ["layer": .int(place.layer), "sizeBytes": .int(bytes), "file": path(place)]
                }),
        ]
    }

    private func group(_ group: Duplicates.Group) -> JSONValue {
        [
            "sizeBytes": .int(group.size), "wastedBytes": .int(group.wastedBytes),
            "places": .array(group.places.map { ["layer": .int($0.layer), "file": path($0)] }),
        ]
    }

    private func path(_ node: Int) -> JSONValue { Self.path(analysis.stack.path(of: node)) }

    private func path(_ place: StackedTree.Occurrence) -> JSONValue {
        Self.path(analysis.stack.layers[place.layer].path(of: place.entry))
    }

    /// Bytes that are no UTF-8 become U+FFFD: JSON has no others.
    private static func path(_ bytes: [UInt8]) -> JSONValue { .string("/" + String(decoding: bytes, as: UTF8.self)) }

    private static func number(_ value: Double) -> JSONValue { JSONNumber(value).map { .number($0) } ?? .null }
}
