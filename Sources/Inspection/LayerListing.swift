internal import LayerAnalysis
internal import OCI
internal import Storage

/// The tree of a layer of the store, kept there from one look to the next: a layer does not change.
struct LayerListing: Sendable {
    let store: Store
    let layer: Layer

    /// The tree that was kept; `nil` where there is none, or it is damaged.
    func load() -> LayerTree? {
        guard let bytes = store.listing(of: layer), bytes.count > 64 else { return nil }
        // The layer's own digest tells that the file is its, the other that it is whole.
        let rest = bytes[64...]
        guard Array(bytes[..<32]) == layer.diffID.bytes, Array(bytes[32..<64]) == Self.checksum(rest).bytes else {
            return nil
        }
        return LayerTree(encoded: rest)
    }

    /// Keeps a tree.
    func keep(_ tree: LayerTree) {
        let bytes = tree.encoded()
        store.keepListing(layer.diffID.bytes + Self.checksum(bytes[...]).bytes + bytes, of: layer)
    }

    private static func checksum(_ bytes: ArraySlice<UInt8>) -> Digest {
        var digester = Digester()
        bytes.withUnsafeBytes { digester.update($0) }
        return digester.finalize()
    }
}
