internal import LinuxSystem

/// Where a walk over a tree gives its entries, in canonical order.
protocol EntryTarget: AnyObject {
    /// Takes an entry without content.
    func add(_ entry: LayerEntry) throws
    /// Takes a regular file of the entry's size with the bytes of an open one.
    func addFile(_ entry: LayerEntry, from source: FileHandle) throws
    /// Ends the layer.
    func finish() throws -> LayerSummary
}

extension LayerEmitter: EntryTarget {
    func addFile(_ entry: LayerEntry, from source: FileHandle) throws {
        try beginFile(entry)
        try fill(from: source, copyingTo: nil)
        _ = try endFile()
    }
}
