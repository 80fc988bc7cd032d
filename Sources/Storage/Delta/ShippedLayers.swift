internal import LayerArchive
internal import OCI

/// The layers that a delta brings along, as places of files for the layers above them.
struct ShippedLayers {
    private let store: Store
    private let stacks: [[Layer]]
    /// Which layers go along, by diff-id.
    var layers: Set<Digest> = []
    /// What has been read of each, by diff-id.
    private var read: [Digest: PlacedFiles.Reader] = [:]
    private let work: WorkDirectory

    /// - Parameters:
    ///   - stacks: The layers of each image, bottom first.
    ///   - work: Where their files are noted.
    init(_ stacks: [[Layer]], in store: Store, work: WorkDirectory) {
        (self.stacks, self.store, self.work) = (stacks, store, work)
    }

    /// Files of wanted sizes, of those layers that are below a layer in every image that has it: they are unpacked by the time that it
    /// is put together, whichever of the images is loaded.
    ///
    /// - Parameter isWanted: Says of a lower layer's diff-id and a size whether any layer looks for such a file there: each layer is
    ///   read once, with what was wanted of it first.
    mutating func files(
        below layer: Layer, where isWanted: (Digest, Int64) -> Bool
    ) throws -> [PlacedFiles.Reader] {
        try lower(layer).filter { layers.contains($0.diffID) }.map { lower in
            if let known = read[lower.diffID] { return known }
            var files = PlacedFiles(in: try store.scratchFile("files-\(lower.diffID.hex)", in: work))
            try store.forEachFile(of: lower, where: { isWanted(lower.diffID, $0) }) {
                try files.add($0.path, $0.digest, of: lower.diffID)
            }
            try files.finish()
            let reader = files.reader()
            read[lower.diffID] = reader
            return reader
        }
    }

    private func lower(_ layer: Layer) -> [Layer] {
        let below = stacks.compactMap { stack in
            stack.firstIndex { $0.diffID == layer.diffID }.map { Array(stack[..<$0]) }
        }
        guard let first = below.first else { return [] }
        return first.filter { candidate in below.allSatisfy { $0.contains { $0.diffID == candidate.diffID } } }
    }
}
