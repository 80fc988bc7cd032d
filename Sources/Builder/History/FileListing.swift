import BuildGraph
import LayerArchive
import LinuxSystem
import OCI
import Storage

/// Makes, keeps and compares the listings of what steps read.
enum FileListing {
    /// More entries than that are not listed: the explanation of a miss is not worth more.
    private static let limit = 250_000

    /// The listing of selected sources; `nil` where they are too many.
    static func make(of sources: [SelectedSource], facts: [[FileFacts]], ownersCount: Bool) -> CopyListing? {
        guard sources.reduce(0, { $0 + $1.tree.entries.count }) <= limit else { return nil }
        var entries: [CopyListing.Entry] = []
        for (source, facts) in zip(sources, facts) { append(source.tree, facts, ownersCount, to: &entries) }
        return CopyListing(entries)
    }

    /// The listing of what a mount shows.
    static func make(of found: MountFiles.Found) -> CopyListing? {
        make(of: [found.selected], facts: [found.facts], ownersCount: found.files.source.kind.hasOwners)
    }

    /// Keeps a listing beside its record.
    static func keep(_ listing: CopyListing, of key: Digest, in store: Store) throws {
        let sink = BytesSink()
        let compressor = try ZstdSink(to: sink, level: 1)
        try compressor.write(listing.bytes)
        try compressor.finish()
        try store.addListing(sink.bytes, of: key)
    }

    /// How a listing differs from that of a record; `nil` where that has none.
    static func changes(from key: Digest, to listing: CopyListing, in store: Store) throws -> FileChanges? {
        guard let bytes = try store.listing(of: key) else { return nil }
        let plain = BytesSink()
        try DecompressingSource(BytesSource(bytes)).copy(to: plain)
        guard let old = CopyListing(bytes: plain.bytes) else { return nil }
        return FileChanges(
            ListingDifference(new: listing, old: old, linkKind: FileKind.symbolicLink.rawValue))
    }

    private static func append(
        _ tree: ScannedTree, _ facts: [FileFacts], _ ownersCount: Bool, to entries: inout [CopyListing.Entry]
    ) {
        // Parents come before what they hold, so each path is its parent's and a name.
        var paths: [[UInt8]] = []
        paths.reserveCapacity(tree.entries.count)
        for (index, entry) in tree.entries.enumerated() {
            paths.append(index == 0 ? tree.path : BytePath.appending(entry.name.bytes, to: paths[Int(entry.parent)]))
            let isLink = entry.status.kind == .symbolicLink
            let owner = ownersCount ? UInt64(entry.status.userID) << 32 | UInt64(entry.status.groupID) : 0
            let content = isLink ? Digest.of(entry.linkTarget) : facts[index].digest
            entries.append(
                CopyListing.Entry(
                    path: paths[index], kind: entry.status.kind.rawValue,
                    permissions: isLink ? 0 : entry.status.permissions, owner: owner,
                    content: content.map(beginning) ?? 0, attributes: digest(of: facts[index].attributes)))
        }
    }

    private static func digest(of attributes: [ExtendedAttribute]) -> UInt64 {
        if attributes.isEmpty { return 0 }
        return beginning(of: .of(attributes.flatMap { Array("\($0.name)=\($0.value.count):".utf8) + $0.value }))
    }

    private static func beginning(of digest: Digest) -> UInt64 {
        digest.bytes.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) } | 1
    }
}
