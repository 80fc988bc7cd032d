public import LinuxSystem

/// What somebody found out about the entries of a layer, kept beside its directory so that it need not be found out again. It is
/// derived, and goes with the layer.
extension Store {
    /// The name of the file in `layers`.
    static func listingName(_ layer: LayerID) -> String { "\(layer.name).listing" }

    /// What was kept of a layer, from its beginning; `nil` where nothing was, or it cannot be read. Who keeps it checks it.
    public func openListing(of layer: Layer) -> FileHandle? {
        // To do without it costs time and nothing else.
        try? directory.openFile(Array("layers/\(Self.listingName(layer.id))".utf8))
    }

    /// Keeps what a closure writes for a layer, in place of what was kept before. Nothing is said where that cannot be done.
    public func keepListing(of layer: Layer, _ write: (FileHandle) throws -> Void) {
        // A full disk, or a store that another user owns: it is found out again the next time.
        try? directory.openDirectory(Array("layers".utf8)).replaceFile(Self.listingName(layer.id), write)
    }
}
