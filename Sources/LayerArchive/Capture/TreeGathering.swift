internal import LinuxSystem

/// Several trees in one archive, each below a directory of its own or all over each other.
public struct TreeGathering {
    private let emitter: ArchiveEmitter?
    private let paths = GatheredPaths()

    /// Writes what is added as an archive; without a sink, only looks whether it can be added.
    public init(to sink: (any ByteSink)?) {
        emitter = sink.map { ArchiveEmitter(to: $0, hashing: false, toleratingChanges: true) }
    }

    /// Adds a directory that was not in any tree, with mode 0755.
    public func add(directory name: String, modified: Int64) throws {
        let entry = LayerEntry(path: Array(name.utf8), kind: .directory, permissions: 0o755, modified: modified)
        try emitter?.add(entry)
    }

    /// Adds a tree that is normal already, below a directory where one is named. A directory that was there is taken once.
    ///
    /// - Throws: `duplicate` where something other than a directory is there from another tree.
    public func add(_ tree: LayerCapture, below name: String? = nil, called label: String) throws {
        let place = PlacedEntries(
            of: emitter, paths: paths, prefix: name.map { Array($0.utf8) + [UInt8(ascii: "/")] } ?? [], label: label)
        try tree.give(to: place, .read)
    }

    /// Ends the archive.
    public func finish() throws { _ = try emitter?.end() }
}

/// Which tree each path came from.
private final class GatheredPaths {
    var labels: [[UInt8]: (label: String, isDirectory: Bool)] = [:]
}

/// Hands entries on with their paths below another directory, and without directories that were there.
private final class PlacedEntries: EntryTarget {
    private let target: ArchiveEmitter?
    private let paths: GatheredPaths
    private let prefix: [UInt8]
    private let label: String

    init(of target: ArchiveEmitter?, paths: GatheredPaths, prefix: [UInt8], label: String) {
        self.target = target
        self.paths = paths
        self.prefix = prefix
        self.label = label
    }

    func add(_ entry: LayerEntry) throws {
        guard let placed = try place(entry) else { return }
        try target?.add(placed)
    }

    func addFile(_ entry: LayerEntry, from source: FileHandle) throws {
        guard let placed = try place(entry) else { return }
        try target?.addFile(placed, from: source)
    }

    func finish() throws -> LayerSummary { preconditionFailure("a tree among several is no layer") }

    private func place(_ entry: LayerEntry) throws -> LayerEntry? {
        var placed = entry
        placed.path = prefix + entry.path
        if case .hardLink(let link) = entry.kind { placed.kind = .hardLink(target: prefix + link) }
        if let known = paths.labels[placed.path] {
            if known.isDirectory, entry.isDirectory { return nil }
            throw LayerArchiveError(
                .duplicate, "\(shown(placed.path)) of \(known.label) would be overwritten by that of \(label)",
                hint: "let each platform have a directory of its own: leave out platform-split=false")
        }
        paths.labels[placed.path] = (label, entry.isDirectory)
        return placed
    }
}
