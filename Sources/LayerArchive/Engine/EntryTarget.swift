internal import LinuxSystem

/// Where a walk over a tree gives its entries, in canonical order.
protocol EntryTarget: AnyObject {
    /// Takes an entry without content; `time` is its modification time before it was cut or clamped.
    func add(_ entry: LayerEntry, time: FileTime) throws
    /// Takes a regular file of the entry's size with the bytes of an open one.
    func copy(_ entry: LayerEntry, from source: FileHandle, time: FileTime) throws
    /// Ends the layer.
    func finish() throws -> LayerSummary
}

extension LayerEmitter: EntryTarget {
    func copy(_ entry: LayerEntry, from source: FileHandle, time: FileTime) throws {
        try beginFile(entry, time: time)
        try fill(from: source, copyingTo: nil)
        _ = try endFile()
    }
}
