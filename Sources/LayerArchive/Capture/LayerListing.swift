public import LinuxSystem

/// Lists the entries of a layer directory, in canonical order, without reading the contents of files.
public enum LayerListing {
    /// The entries of a directory in overlayfs's normal form; memory grows with their number.
    ///
    /// - Throws: `reservedName`, `redirected`.
    public static func entries(of directory: DirectoryHandle) throws -> [LayerEntry] {
        let collector = EntryCollector()
        try TreeWalk(of: directory, base: nil, mode: .read, epoch: nil, target: collector).run()
        return collector.entries
    }
}

/// Takes the entries of a walk, and nothing else.
private final class EntryCollector: EntryTarget {
    private(set) var entries: [LayerEntry] = []

    func add(_ entry: LayerEntry, time: FileTime) throws { entries.append(entry) }

    func copy(_ entry: LayerEntry, from source: FileHandle, time: FileTime) throws { entries.append(entry) }

    func finish() throws -> LayerSummary { preconditionFailure("a list has no archive") }
}
