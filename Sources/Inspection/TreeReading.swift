internal import LayerAnalysis
internal import LayerArchive
internal import LinuxSystem
internal import OCI

/// Makes a tree of what a scan gives.
enum TreeReading {
    static func tree(of scan: any LayerScan, hashing: Bool) throws -> LayerTree {
        var builder = LayerTreeBuilder()
        while let entry = try scan.next() {
            try Cancellation.check()
            let number = add(entry, to: &builder)
            guard hashing, let number, case .entry(.regular) = entry.meaning, entry.size > 0 else { continue }
            builder.setContent(try content(of: scan), of: number)
        }
        return builder.finish()
    }

    static func content(of scan: any LayerScan) throws -> ContentID {
        var digester = Digester()
        try scan.forEachPiece { digester.update($0) }
        return ContentID(digester.finalize())
    }

    /// Adds an entry to a tree; its number there, where it is one.
    static func add(_ entry: ScannedEntry, to builder: inout LayerTreeBuilder) -> Int? {
        switch entry.meaning {
        case .opaque:
            builder.setOpaque(entry.path, size: entry.size)
            return nil
        case .ignored:
            builder.passOver(in: entry.path, size: entry.size)
            return nil
        case .whiteout: return builder.add(entry.path, kind: .whiteout, modified: entry.modified)
        case .entry(let kind):
            return builder.add(
                entry.path, kind: treeKind(kind), size: entry.size, permissions: entry.permissions,
                userID: entry.userID, groupID: entry.groupID, modified: entry.modified, link: target(kind),
                isOpaque: entry.isOpaque)
        }
    }

    private static func treeKind(_ kind: TarEntry.Kind) -> TreeEntryKind {
        switch kind {
        case .regular: .file
        case .directory: .directory
        case .symbolicLink: .symbolicLink
        case .hardLink: .hardLink
        case .characterDevice: .characterDevice
        case .blockDevice: .blockDevice
        case .pipe: .pipe
        }
    }

    private static func target(_ kind: TarEntry.Kind) -> [UInt8] {
        switch kind {
        case .symbolicLink(let target), .hardLink(let target): target
        default: []
        }
    }
}

extension ContentID {
    /// The first half of a digest.
    init(_ digest: Digest) {
        let bytes = digest.bytes
        let words = (0..<2).map { word in bytes[(word * 8)..<(word * 8 + 8)].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        }
        self.init(words[0], words[1])
    }
}
