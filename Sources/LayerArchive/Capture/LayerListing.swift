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

    /// The regular files of a directory that have bytes, in no order, with their sizes. No file is opened.
    public static func files(of directory: DirectoryHandle) throws -> [(path: [UInt8], size: Int64)] {
        var result: [(path: [UInt8], size: Int64)] = []
        var pending: [[UInt8]] = [[]]
        while let path = pending.popLast() {
            let place = path.isEmpty ? directory : try directory.openDirectory(path)
            for entry in try place.entries() {
                guard let status = try place.statusIfPresent(of: entry.name) else { continue }
                let path = LayerPath.join(path, entry.name)
                if status.kind == .directory { pending.append(path) }
                if status.kind == .regular, status.size > 0 { result.append((path, status.size)) }
            }
        }
        return result
    }
}

/// Takes the entries of a walk, and nothing else.
private final class EntryCollector: EntryTarget {
    private(set) var entries: [LayerEntry] = []

    func add(_ entry: LayerEntry, time: FileTime) throws { entries.append(entry) }

    func copy(_ entry: LayerEntry, from source: FileHandle, time: FileTime) throws { entries.append(entry) }

    func finish() throws -> LayerSummary { preconditionFailure("a list has no archive") }
}
