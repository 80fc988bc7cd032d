public import LinuxSystem

/// What somebody found out about a layer, kept beside its directory so that it need not be found out again. It is derived, and goes with
/// the layer.
public enum LayerNote: String, CaseIterable, Sendable {
    /// Its tree.
    case listing
    /// The files in which a search for credentials found something: their paths, and nothing of what was found.
    case suspects

    /// The name of the file in `layers`.
    func name(of layer: LayerID) -> String { "\(layer.name).\(rawValue)" }
}

extension Store {
    /// What was kept of a layer, from its beginning; `nil` where nothing was, or it cannot be read. Who keeps it checks it.
    public func open(_ note: LayerNote, of layer: Layer) -> FileHandle? {
        // To do without it costs time and nothing else.
        try? directory.openFile(Array("layers/\(note.name(of: layer.id))".utf8))
    }

    /// Keeps what a closure writes for a layer, in place of what was kept before. Nothing is said where that cannot be done.
    public func keep(_ note: LayerNote, of layer: Layer, _ write: (FileHandle) throws -> Void) {
        // A full disk, or a store that another user owns: it is found out again the next time.
        try? directory.openDirectory(Array("layers".utf8)).replaceFile(note.name(of: layer.id), write)
    }
}
