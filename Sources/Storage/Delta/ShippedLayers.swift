internal import LayerArchive
internal import OCI

/// The layers that a delta brings along, as places of files for the layers above them.
struct ShippedLayers {
    private let store: Store
    private let stacks: [[Layer]]
    /// Which layers go along, by diff-id.
    var layers: Set<Digest> = []

    /// - Parameter stacks: The layers of each image, bottom first.
    init(_ stacks: [[Layer]], in store: Store) { (self.stacks, self.store) = (stacks, store) }

    /// Files of wanted sizes by the digests of their bytes, of those layers that are below a layer in every image that has
    /// it: they are unpacked by the time that it is put together, whichever of the images is loaded.
    func files(below layer: Layer, where isWanted: (Int64) -> Bool) throws -> [Digest: (diffID: Digest, path: [UInt8])]
    {
        var found: [Digest: (diffID: Digest, path: [UInt8])] = [:]
        for lower in lower(layer) where layers.contains(lower.diffID) {
            for file in try store.files(of: lower, where: isWanted) where found[file.digest] == nil {
                found[file.digest] = (lower.diffID, file.path)
            }
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
