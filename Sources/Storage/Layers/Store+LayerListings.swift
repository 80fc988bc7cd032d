internal import LinuxSystem

/// What somebody found out about the entries of a layer, kept beside its directory so that it need not be found out again. It is
/// derived, and goes with the layer.
extension Store {
    /// The name of the file in `layers`.
    static func listingName(_ layer: LayerID) -> String { "\(layer.name).listing" }

    /// What was kept of a layer; `nil` where nothing was, or it cannot be read. Who keeps it checks it.
    public func listing(of layer: Layer) -> [UInt8]? {
        // To do without it costs time and nothing else.
        try? directory.openFile(Array("layers/\(Self.listingName(layer.id))".utf8)).readAll(limit: 1 << 30)
    }

    /// Keeps bytes for a layer, in place of those before. Nothing is said where that cannot be done.
    public func keepListing(_ bytes: [UInt8], of layer: Layer) {
        // A full disk, or a store that another user owns: it is found out again the next time.
        try? directory.openDirectory(Array("layers".utf8)).replaceFile(Self.listingName(layer.id), with: bytes)
    }
}
