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

    /// Goes through the regular files of a directory that have bytes, in no order, with their sizes. No file is opened.
    public static func forEachFile(
        of directory: DirectoryHandle, _ body: (_ path: [UInt8], _ size: Int64) throws -> Void
    ) throws {
        var pending: [[UInt8]] = [[]]
        while let path = pending.popLast() {
            let place = path.isEmpty ? directory : try directory.openDirectory(path)
            for entry in try place.entries() {
                guard let status = try place.statusIfPresent(of: entry.name) else { continue }
                let path = LayerPath.join(path, entry.name)
                if status.kind == .directory { pending.append(path) }
                if status.kind == .regular, status.size > 0 { try body(path, status.size) }
            }
        }
    }
}

/// Takes the entries of a walk, and nothing else.
private final class EntryCollector: EntryTarget {
    private(set) var entries: [LayerEntry] = []

    func add(_ entry: LayerEntry) throws { entries.append(entry) }

    func addFile(_ entry: LayerEntry, from source: FileHandle) throws { entries.append(entry) }

    func finish() throws -> LayerSummary { preconditionFailure("a list has no archive") }
}
