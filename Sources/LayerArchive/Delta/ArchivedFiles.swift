internal import LinuxSystem
internal import OCI

/// The files of a layer's archive that is not canonical, as another tool wrote it.
public enum ArchivedFiles {
    /// The files of wanted sizes that are there once the archive is unpacked: what a later entry of it replaces or removes
    /// is left out, and so is what is stored with holes or leads through a link.
    ///
    /// - Parameter source: The uncompressed archive.
    /// - Throws: as `TarReader`.
    public static func list(
        in source: any ByteSource, limits: ArchiveLimits = .standard, where isWanted: (Int64) -> Bool
    ) throws -> [LayerFile] {
        let reader = TarReader(source, limits: limits)
        var found = FilesByPath()
        var links: Set<[UInt8]> = []
        while let entry = try reader.next() {
            let components = try EntryPath.clean(entry.path, limits: limits)
            guard let name = components.last else { continue }
            let path = Array(components.joined(separator: [LayerPath.slash]))
            if let mark = try WhiteoutName(name) {
                remove(mark, in: Array(components.dropLast().joined(separator: [LayerPath.slash])), from: &found)
                continue
            }
            // A path that is named again is what it is named last; below what is no directory there is nothing.
            found.remove(path)
            if entry.kind != .directory { found.removeTree(below: path) }
            if case .symbolicLink = entry.kind { links.insert(path) }
            guard entry.kind == .regular, entry.size > 0, isWanted(entry.size), let offset = reader.contentOffset,
                !leadsThroughLink(path, links)
            else { continue }
            let digest = try TarContentSource(reader).copyHashing(to: nil).digest
            found.add(LayerFile(path: path, size: entry.size, offset: offset, digest: digest))
        }
        return found.files.values.sorted { LayerPath.precedes($0.path, $1.path) }
    }

    /// What lies elsewhere once it is unpacked.
    private static func leadsThroughLink(_ path: [UInt8], _ links: Set<[UInt8]>) -> Bool {
        if links.isEmpty { return false }
        var parent = LayerPath.parent(of: path)
        while !parent.isEmpty {
            if links.contains(Array(parent)) { return true }
            parent = LayerPath.parent(of: Array(parent))
        }
        return false
    }

    private static func remove(_ mark: WhiteoutName, in parent: [UInt8], from found: inout FilesByPath) {
        switch mark {
        case .removes(let name):
            let path = LayerPath.join(parent, name)
            found.remove(path)
            found.removeTree(below: path)
        case .opaque, .ignored: break
        }
    }
}

/// Files, and what lies below each directory: to remove a tree costs what is in it, and not a look at all files.
private struct FilesByPath {
    private(set) var files: [[UInt8]: LayerFile] = [:]
    private var entries: [[UInt8]: Set<[UInt8]>] = [:]

    mutating func add(_ file: LayerFile) {
        files[file.path] = file
        var path = file.path
        while !path.isEmpty {
            let parent = Array(LayerPath.parent(of: path))
            if !entries[parent, default: []].insert(path).inserted { return }
            path = parent
        }
    }

    mutating func remove(_ path: [UInt8]) { files[path] = nil }

    mutating func removeTree(below path: [UInt8]) {
        var rest = [path]
        while let next = rest.popLast() {
            guard let below = entries.removeValue(forKey: next) else { continue }
            for path in below { files[path] = nil }
            rest += below
        }
    }
}
