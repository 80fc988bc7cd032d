import Inspection
import OCI
import TerminalUI

/// Which images share which layers, in words.
struct SharingReport: Sendable {
    let shared: SharedLayers
    let isWhole: Bool
    var repertoire = Repertoire.unicode

    var table: String {
        if shared.images.isEmpty { return "" }
        var lines = Table(headers: ["SIZE", "IMAGES", "LAYER"])
        for root in shared.roots { add(root, indentation: "", branch: "", to: &lines) }
        var images = Table(headers: ["IMAGE", "LAYERS", "SIZE", "SHARED", "ALONE"])
        for (number, image) in shared.images.enumerated() {
            let (total, common) = shared.sizes(of: number)
            images.append([
                AnalysisReport.shown(image.name), "\(image.layers.count)", ByteFormat.size(total),
                ByteFormat.size(common), ByteFormat.size(total - common),
            ])
        }
        return repertoire.drawn(lines.render()) + "\n" + images.render() + "\nTogether "
            + ByteFormat.size(shared.storedBytes) + "\n"
    }

    /// One line for each layer; a chain without branches is not indented.
    private func add(_ node: SharedLayers.Node, indentation: String, branch: String, to table: inout Table) {
        let made = AnalysisReport.shown(
            isWhole ? node.layer.createdBy ?? "" : InstructionText.line(node.layer.createdBy ?? ""))
        let diffID = node.layer.diffID.map { isWhole ? $0.description : $0.short } ?? "writable    "
        let names = node.images.map { AnalysisReport.shown(shared.images[$0].name) }
        let owners = node.layer.diffID.flatMap { shared.owners[$0]?.count } ?? 1
        let line = indentation + branch + diffID + "  " + (isWhole ? made : ShortText.cut(made, to: 50))
        table.append([
            ByteFormat.size(node.size), "\(owners)",
            line + (names.isEmpty ? "" : "  ◀ " + names.joined(separator: ", ")),
        ])
        let next = branch == "├─ " ? indentation + "│  " : branch == "└─ " ? indentation + "   " : indentation
        let isBranching = node.above.count > 1 || !node.images.isEmpty
        for (index, above) in node.above.enumerated() {
            let isLast = index == node.above.count - 1
            add(above, indentation: next, branch: isBranching ? (isLast ? "└─ " : "├─ ") : "", to: &table)
        }
    }

    var json: JSONValue {
        [
            "images": .array(
                shared.images.enumerated().map { number, image in
                    let (total, common) = shared.sizes(of: number)
                    return [
                        "name": .string(image.name), "id": .string(image.configuration.digest.description),
                        "manifestDigest": .string(image.manifestDigest.description), "sizeBytes": .int(total),
                        "sharedBytes": .int(common), "aloneBytes": .int(total - common),
                        "layers": .strings(image.layers.compactMap { $0.diffID?.description }),
                    ]
                }),
            "tree": .array(shared.roots.map(node)), "storedBytes": .int(shared.storedBytes),
        ]
    }

    private func node(_ node: SharedLayers.Node) -> JSONValue {
        let owners = node.layer.diffID.flatMap { shared.owners[$0] } ?? node.images
        return [
            "diffID": node.layer.diffID.map { .string($0.description) } ?? .null, "sizeBytes": .int(node.size),
            "createdBy": .string(node.layer.createdBy ?? ""),
            "images": .strings(owners.map { shared.images[$0].name }),
            "endOf": .strings(node.images.map { shared.images[$0].name }), "above": .array(node.above.map(self.node)),
        ]
    }
}
