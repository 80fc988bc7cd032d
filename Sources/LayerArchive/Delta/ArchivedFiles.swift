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
        var found: [[UInt8]: LayerFile] = [:]
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
            found[path] = nil
            if entry.kind != .directory, entry.kind != .regular { removeTree(path, from: &found) }
            if case .symbolicLink = entry.kind { links.insert(path) }
            guard entry.kind == .regular, entry.size > 0, isWanted(entry.size), let offset = reader.contentOffset,
                !leadsThroughLink(path, links)
            else { continue }
            let digest = try TarContentSource(reader).copyHashing(to: nil).digest
            found[path] = LayerFile(path: path, size: entry.size, offset: offset, digest: digest)
        }
        return found.values.sorted { LayerPath.precedes($0.path, $1.path) }
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

    private static func remove(_ mark: WhiteoutName, in parent: [UInt8], from found: inout [[UInt8]: LayerFile]) {
        switch mark {
        case .removes(let name):
            let path = LayerPath.join(parent, name)
            found[path] = nil
            removeTree(path, from: &found)
        case .opaque, .ignored: break
        }
    }

    private static func removeTree(_ path: [UInt8], from found: inout [[UInt8]: LayerFile]) {
        let beginning = path + [LayerPath.slash]
        found = found.filter { !$0.key.starts(with: beginning) }
    }
}
