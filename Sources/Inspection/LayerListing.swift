internal import LayerAnalysis
internal import LinuxSystem
internal import OCI
internal import Storage

/// The tree of a layer of the store, kept there from one look to the next: a layer does not change.
struct LayerListing: Sendable {
    let store: Store
    let layer: Layer

    /// The tree that was kept; `nil` where there is none, or it is damaged.
    func load() -> LayerTree? {
        guard let file = store.open(.listing, of: layer) else { return nil }
        var digester = Digester()
        var place: Int64 = 0
        // What cannot be read is as good as not there.
        func read(_ count: Int) -> [UInt8]? {
            guard let bytes = try? file.read(upTo: count, at: place), bytes.count == count else { return nil }
            place += Int64(count)
            return bytes
        }
        // The layer's own digest tells that the file is its, the other that it is whole.
        guard read(32) == layer.diffID.bytes else { return nil }
        let tree = LayerTree { count in
            let bytes = read(count)
            if let bytes { digester.update(bytes) }
            return bytes
        }
        let checksum = digester.finalize()
        guard let tree, read(32) == checksum.bytes else { return nil }
        return tree
    }

    /// Keeps a tree.
    func keep(_ tree: LayerTree) {
        store.keep(.listing, of: layer) { file in
            var digester = Digester()
            try file.write(layer.diffID.bytes)
            try tree.encode { piece in
                digester.update(piece)
                try file.write(piece)
            }
            try file.write(digester.finalize().bytes)
        }
    }
}
