import LayerAnalysis
import LayerArchive
import LinuxSystem
import OCI
import Storage
import SystemPackage

/// What became of each layer of an image: its entries, read from the layer directories, given to the analysis.
struct LayerExplanation {
    /// The fates, from the lowest layer to the highest.
    let fates: [LayerFate]

    init(_ image: Image, store: Store) throws {
        let stack = try store.stack(of: image)
        // A layer that an image has twice has one directory; each is listed once.
        var listed: [String: [LayerChange]] = [:]
        fates = LayerOverlap.fates(
            of: try stack.directories.map { directory in
                try Cancellation.check()
                if let known = listed[directory.string] { return known }
                let entries = try LayerListing.entries(of: try DirectoryHandle.open(directory))
                let changes = entries.map(Self.change)
                listed[directory.string] = changes
                return changes
            })
    }

    private static func change(_ entry: LayerEntry) -> LayerChange {
        let kind: LayerChange.Kind =
            switch entry.kind {
            case .directory: .directory(isOpaque: false, attributes: attributes(of: entry))
            case .opaqueDirectory: .directory(isOpaque: true, attributes: attributes(of: entry))
            case .hardLink(let target): .hardLink(target: target)
            case .whiteout: .whiteout
            case .regular, .symbolicLink, .characterDevice, .blockDevice, .pipe: .leaf(bytes: entry.contentSize)
            }
        return LayerChange(path: entry.path, kind: kind)
    }

    /// Owner and mode as one number; other attributes of directories are rare, and count as one more.
    private static func attributes(of entry: LayerEntry) -> UInt64 {
        var hasher = Hasher()
        hasher.combine(entry.permissions)
        hasher.combine(entry.userID)
        hasher.combine(entry.groupID)
        hasher.combine(entry.attributes)
        return UInt64(bitPattern: Int64(hasher.finalize()))
    }
}
