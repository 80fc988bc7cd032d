import Inspection
import LayerAnalysis
import OCI
import Packages

/// A comparison of images as JSON (docs/diff.md has the shape).
struct ComparisonDocument {
    let comparison: ImageComparison

    init(_ comparison: ImageComparison) { self.comparison = comparison }

    var json: JSONValue {
        [
            "from": image(comparison.first, comparison.layerBytes.first),
            "to": image(comparison.second, comparison.layerBytes.second),
            "sharedLayers": .int(comparison.second.layers.count { comparison.isShared($0) }),
            "files": files, "packages": packages,
            "configuration": .array(
                comparison.configuration.map { change in
                    [
                        "field": .string(change.field), "before": change.before.map { .string($0) } ?? .null,
                        "after": change.after.map { .string($0) } ?? .null,
                    ]
                }),
        ]
    }

    private func image(_ image: InspectedImage, _ bytes: [Int64]) -> JSONValue {
        [
            "name": .string(image.name), "digest": .string(image.manifestDigest.description),
            "platform": .string(image.configuration.value.platform.description),
            "layers": .array(
                zip(image.layers, bytes).map { layer, bytes in
                    [
                        "diffID": layer.diffID.map { .string($0.description) } ?? .null, "bytes": .int(bytes),
                        "shared": .bool(comparison.isShared(layer)),
                        "createdBy": layer.createdBy.map { .string($0) } ?? .null,
                    ]
                }),
        ]
    }

    // MARK: Files

    private var files: JSONValue {
        let files = comparison.files
        func total(_ total: TreeComparison.Total) -> JSONValue {
            ["count": .int(total.count), "bytes": .int(total.bytes)]
        }
        return [
            "added": total(files.added), "removed": total(files.removed), "changed": total(files.changed),
            "changes": .array(files.changes.map(change)),
        ]
    }

    private func change(_ change: TreeComparison.Change) -> JSONValue {
        let path = String(decoding: change.path, as: UTF8.self)
        var result: JSONObject = ["path": .string("/" + path)]
        // Bytes that are no text are lost in it.
        if Array(path.utf8) != change.path { result["pathHex"] = .string("2f" + Self.hexadecimal(change.path)) }
        result["change"] = change.before == nil ? "added" : change.after == nil ? "removed" : "changed"
        if !change.aspects.isEmpty { result["what"] = .strings(change.aspects.map(\.rawValue)) }
        if let before = change.before { result["before"] = Self.entry(before) }
        if let after = change.after { result["after"] = Self.entry(after) }
        return .object(result)
    }

    private static func hexadecimal(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    private static func entry(_ entry: TreeComparison.Entry) -> JSONValue {
        var result: JSONObject = ["type": .string(ComparisonLines.word(entry.kind))]
        if entry.kind == .file { result["size"] = .int(entry.size) }
        result["mode"] = .string(String(entry.permissions, radix: 8))
        result["uid"] = .int(Int64(entry.userID))
        result["gid"] = .int(Int64(entry.groupID))
        if let target = entry.target { result["target"] = .string(String(decoding: target, as: UTF8.self)) }
        if let device = entry.rareFacts.device { result["device"] = .string("\(device)") }
        if !entry.rareFacts.attributes.isEmpty {
            let attributes = entry.rareFacts.attributes.sorted { $0.key < $1.key }
            result["attributes"] = .object(
                JSONObject(
                    members: attributes.map { .init(key: $0.key, value: .string("0x" + hexadecimal($0.value))) }))
        }
        result["modified"] = .int(entry.modified)
        if entry.isFurtherName { result["hardLink"] = true }
        return .object(result)
    }

    // MARK: Packages

    private var packages: JSONValue {
        let packages = comparison.packages
        return [
            "same": .int(packages.sameCount), "added": .array(packages.added.map(\.json)),
            "removed": .array(packages.removed.map(\.json)),
            "changed": .array(
                packages.changed.map { change in
                    [
                        "type": .string(change.after.kind.rawValue), "name": .string(change.after.name),
                        "before": .string(change.before.version), "after": .string(change.after.version),
                        "change": .string(change.direction.rawValue), "purl": .string(change.after.url),
                        "path": .string(change.after.place),
                    ]
                }),
        ]
    }
}
