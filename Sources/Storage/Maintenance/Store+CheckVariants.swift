internal import LayerArchive
internal import LinuxSystem
internal import OCI
internal import SystemPackage

/// Looking at directories that were made of a layer's blob and of what lies below (layer rule 8).
extension Store {
    /// Makes each such directory once more beside the store's own and compares what both hold.
    func checkVariantContents(_ report: inout StoreCheck) throws {
        var seen: Set<String> = []
        for image in try imagesByManifest(withRemoved: true) {
            // One whose documents are damaged has been reported.
            guard let layers = try? layers(of: image), layers.contains(where: \.dependsOnBase) else { continue }
            var names: [String] = []
            for (index, layer) in layers.enumerated() {
                try Cancellation.check()
                guard let name = try knownDirectory(of: layer, above: Array(layers[..<index])) else { break }
                let stack = LayerStack(layers: Array(layers[..<index]), names: names.reversed(), in: layersDirectory)
                names.append(name)
                guard layer.dependsOnBase, seen.insert(name).inserted else { continue }
                if try !isVariantIntact(name, of: layer, above: stack) {
                    report.add(
                        .corruptLayer, "the directory layers/\(name) is not what layer \(layer.diffID) was",
                        hint: "remove that directory: it is made anew when the image is used")
                }
            }
        }
    }

    /// The directory that is there already; `nil` where there is none.
    private func knownDirectory(of layer: Layer, above parents: [Layer]) throws -> String? {
        var name = layer.id.name
        if layer.dependsOnBase {
            let number = try database.read { connection in
                try VariantRecord.number(connection, layer: layer.id, parents: VariantRecord.parents(parents))
            }
            guard let number else { return nil }
            name = VariantRecord.name(layer.id, number)
        }
        return try hasDirectory(named: name) ? name : nil
    }

    private func isVariantIntact(_ name: String, of layer: Layer, above stack: LayerStack) throws -> Bool {
        let work = try makeWorkDirectory()
        defer { work.remove() }
        _ = try unpackBlob(of: layer, above: stack, into: work)
        let kept = try DirectoryHandle.open(layersDirectory.appending(name))
        let made = try DirectoryHandle.open(work.upper)
        return try capture(layer, in: kept).capture().contentDigest == capture(layer, in: made).capture().contentDigest
    }
}
