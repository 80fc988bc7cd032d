import Inspection
import LayerAnalysis
import OCI

/// The names are dive's where dive has the value: `layer`, `image.sizeBytes`, `image.efficiencyScore`, `image.inefficientBytes`,
/// `image.fileReference`. What there is of others stands beside them.
extension AnalysisReport {
    var json: JSONValue {
        var object: JSONObject = [
            "layer": .array(analysis.image.layers.map(layer)),
            "image": image,
            "leftBehind": .array(analysis.waste.shares.map(share)),
            "duplicates": [
                "wastedBytes": .int(analysis.duplicates.wastedBytes),
                "groups": .array(analysis.duplicates.groups.prefix(limit).map(group)),
            ],
        ]
        if let results {
            object["passed"] = .bool(results.allSatisfy(\.isPassed))
            object["rules"] = .array(
                results.map { result in
                    [
                        "name": .string(result.name), "passed": .bool(result.isPassed), "limit": .string(result.limit),
                        "found": .string(result.found),
                    ]
                })
        }
        return .object(object)
    }

    private var image: JSONValue {
        let efficiency = analysis.efficiency
        return [
            "name": .string(analysis.image.name),
            "manifestDigest": .string(analysis.image.manifestDigest.description),
            "sizeBytes": .int(efficiency.totalBytes), "userSizeBytes": .int(efficiency.userBytes),
            "compressedBytes": analysis.compressedSize.map { .int($0) } ?? .null,
            "efficiencyScore": Self.number(efficiency.score), "inefficientBytes": .int(efficiency.wastedBytes),
            "wastedUserPercent": Self.number(efficiency.wastedUserShare),
            "fileReference": .array(
                efficiency.repetitions.prefix(limit).map { repetition in
                    [
                        "count": .int(repetition.count), "sizeBytes": .int(repetition.bytes),
                        "file": path(repetition.node),
                    ]
                }),
        ]
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
