internal import LayerArchive
internal import OCI

/// The layers that a delta brings along, as places of files for the layers above them.
struct ShippedLayers {
    private let store: Store
    private let stacks: [[Layer]]
    /// Which layers go along, by diff-id.
    var layers: Set<Digest> = []
    /// What has been read of each, by diff-id.
    private var read: [Digest: [LayerFile]] = [:]

    /// - Parameter stacks: The layers of each image, bottom first.
    init(_ stacks: [[Layer]], in store: Store) { (self.stacks, self.store) = (stacks, store) }

    /// Files of wanted sizes by the digests of their bytes, of those layers that are below a layer in every image that has
    /// it: they are unpacked by the time that it is put together, whichever of the images is loaded.
    ///
    /// - Parameter isWanted: Says of a lower layer's diff-id and a size whether any layer looks for such a file there: each layer is
    ///   read once, with what was wanted of it first.
    mutating func files(
        below layer: Layer, where isWanted: (Digest, Int64) -> Bool
    ) throws -> [Digest: (diffID: Digest, path: [UInt8])] {
        var found: [Digest: (diffID: Digest, path: [UInt8])] = [:]
        for lower in lower(layer) where layers.contains(lower.diffID) {
            let files = try read[lower.diffID] ?? store.files(of: lower) { isWanted(lower.diffID, $0) }
            read[lower.diffID] = files
            for file in files where found[file.digest] == nil { found[file.digest] = (lower.diffID, file.path) }
        }
        return found
    }

    private func lower(_ layer: Layer) -> [Layer] {
        let below = stacks.compactMap { stack in
            stack.firstIndex { $0.diffID == layer.diffID }.map { Array(stack[..<$0]) }
        }
        guard let first = below.first else { return [] }
        return first.filter { candidate in below.allSatisfy { $0.contains { $0.diffID == candidate.diffID } } }
    }
}
