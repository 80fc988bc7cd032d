internal import LayerArchive
internal import LinuxSystem
public import OCI
internal import SystemPackage

/// Stacks of layers, ready to be mounted.
extension Store {
    /// The stack of some layers, bottom first.
    ///
    /// Layers of an earlier boot that were never flushed are verified first. Where a layer's directory depends on what
    /// lies below (layer rule 8), the one that was made for these parents is taken, or made now.
    ///
    /// - Throws: `.missingLayer`, `.corruptLayer`.
    public func stack(of layers: [Layer]) throws -> LayerStack {
        var names: [String] = []
        for (index, layer) in layers.enumerated() {
            // What depends on its base is made again of its blob.
            guard try verified(layer) != nil, try layer.dependsOnBase || hasDirectory(layer.id) else {
                throw StorageError(
                    .missingLayer, "layer \(layer.diffID) is no longer in the store",
                    hint: "load or build the image again; `strata store check` tells what else is missing")
            }
            names.append(
                layer.dependsOnBase ? try variant(of: layer, above: Array(layers[..<index]), names) : layer.id.name)
        }
        return LayerStack(layers: layers, names: names.reversed(), in: layersDirectory)
    }

    /// The stack of an image.
    public func stack(of image: Image) throws -> LayerStack { try stack(of: layers(of: image)) }

    /// The stack of some diff-ids, bottom first.
    ///
    /// - Throws: `.missingLayer`, `.corruptLayer`.
    public func stack(diffIDs: [Digest]) throws -> LayerStack {
        try stack(
            of: diffIDs.map { diffID in
                guard let layer = try layer(diffID: diffID) else {
                    throw StorageError(
                        .missingLayer, "layer \(diffID) is not in the store",
                        hint: "load or build the image again; `strata store check` tells what else is missing")
                }
                return layer
            })
    }

    /// Whether the store has all layers of some diff-ids, by what it has recorded.
    public func hasLayers(_ diffIDs: [Digest]) throws -> Bool {
        try diffIDs.allSatisfy { try layer(diffID: $0) != nil }
    }

    /// The directory of a layer above certain parents.
    private func variant(of layer: Layer, above parents: [Layer], _ names: [String]) throws -> String {
        let chain = VariantRecord.parents(parents)
        let known = try database.read { connection in
            try VariantRecord.number(connection, layer: layer.id, parents: chain)
        }
        if let known, try hasDirectory(named: VariantRecord.name(layer.id, known)) {
            return VariantRecord.name(layer.id, known)
        }
        let stack = LayerStack(layers: parents, names: names.reversed(), in: layersDirectory)
        return try unpackVariant(of: layer, above: stack, parents: chain)
    }
}
