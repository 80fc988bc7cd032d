internal import LinuxSystem
internal import OCI

/// Watches an archive while it is unpacked: whether it is, byte for byte, the one that Strata makes of the directory that it
/// leaves, so that nothing but the directory has to be kept. Its content digest comes with it, without another walk.
///
/// It errs on one side only: an archive in another order or form, or with what a file system may not keep exactly, is not
/// canonical.
final class CanonicalForm {
    /// What has come so far could be such an archive.
    private(set) var holds = true
    /// Later times are not kept by every file system.
    private static let latestTime: Int64 = 0x7fff_ffff
    /// So many links are remembered.
    private static let maximumLinks = 1 << 16

    private let mtimeRule: MTimeRule
    private var content: ContentHash? = ContentHash()
    private var contentSize: Int64 = 0
    private var entryCount = 0
    private var last: [UInt8]?
    private var open: [[UInt8]] = []
    private var links: Set<[UInt8]> = []
    /// A directory whose mark of opacity may follow.
    private var pending: LayerEntry?
    /// The archive's bytes up to the end of the last entry.
    private var end: Int64 = 0

    init(mtimeRule: MTimeRule) { self.mtimeRule = mtimeRule }

    /// What has come cannot be canonical.
    func fail() { holds = false }

    /// An entry that is no other entry's second name, with its header as it came; `digest` is that of a regular file's bytes.
    func see(_ entry: LayerEntry, header: [UInt8], digest: Digest? = nil) {
        guard follows(entry), Self.isKept(entry), Self.header(of: entry) == header else { return fail() }
        if entry.isDirectory {
            pending = entry
            if !entry.path.isEmpty { open.append(entry.path) }
        } else {
            count(entry, digest)
        }
        var size: Int64 = 0
        if case .regular(let bytes) = entry.kind { size = bytes + Int64(TarHeader.padding(bytes)) }
        end += Int64(header.count) + size
    }

    /// A second name of an entry that has this status and these attributes.
    func see(
        link entry: LayerEntry, to target: [UInt8], status: FileStatus, attributes: [ExtendedAttribute],
        header: [UInt8]
    ) {
        let isSame =
            entry.permissions == (status.kind == .symbolicLink ? 0o777 : status.permissions)
            && entry.userID == status.userID && entry.groupID == status.groupID
            && FileTime(seconds: entry.modified) == status.modified && entry.attributes == attributes
        guard follows(entry), isSame, entry.kind == .hardLink(target: target), !links.contains(target),
            links.count < Self.maximumLinks, Self.header(of: entry) == header
        else { return fail() }
        links.insert(entry.path)
        count(entry)
        end += Int64(header.count)
    }

    /// A mark that a name is removed.
    func see(whiteoutOf path: [UInt8], header: [UInt8]) { see(.whiteout(path), header: header) }

    /// The mark that a directory hides what is below.
    func see(opaque directory: [UInt8], header: [UInt8]) {
        let marker = LayerEntry(path: directory, kind: .whiteout, permissions: 0)
        let name = LayerPath.join(directory, LayerPath.opaqueName)
        guard var entry = pending, entry.path == directory, !directory.isEmpty,
            TarHeader.encode(marker, path: name) == header
        else { return fail() }
        entry.kind = .opaqueDirectory
        pending = nil
        count(entry)
        end += Int64(header.count)
    }

    /// The layer, if the archive was canonical up to its last byte.
    func summary(diffID: Digest, _ input: ChunkedInput, root: RootMetadata?) -> LayerSummary? {
        settle()
        guard holds, input.total == end + 2 * Int64(TarHeader.blockSize), let content = content.take() else {
            return nil
        }
        return LayerSummary(
            diffID: diffID, contentDigest: content.finalize(), tarSize: input.total, contentSize: contentSize,
            entryCount: entryCount, rootMetadata: root, checks: input.checks)
    }

    /// Whether an entry's header is the one that Strata writes; so most archives of other tools are told from the first.
    static func isCanonical(_ entry: TarEntry, header: [UInt8]) -> Bool {
        guard let path = try? EntryPath.clean(entry.path, limits: .standard) else { return false }
        return (try? LayerEntry(entry, path: path)).map { Self.header(of: $0) == header } ?? false
    }

    private func follows(_ entry: LayerEntry) -> Bool {
        guard holds else { return false }
        settle()
        if let last, !LayerPath.precedes(last, entry.path) { return false }
        last = entry.path
        let parent = LayerPath.parent(of: entry.path)
        while let directory = open.last, !directory.elementsEqual(parent) { open.removeLast() }
        return parent.isEmpty || !open.isEmpty
    }

    private static func isKept(_ entry: LayerEntry) -> Bool {
        guard (0...latestTime).contains(entry.modified) else { return false }
        switch entry.kind {
        case .regular, .directory: return true
        // The kernel gives every link this mode.
        case .symbolicLink: return entry.permissions == 0o777 && entry.attributes.isEmpty
        default: return entry.attributes.isEmpty
        }
    }

    private static func header(of entry: LayerEntry) -> [UInt8] {
        var entry = entry
        if entry.path.isEmpty { entry.modified = 0 }
        return TarHeader.encode(entry, path: LayerEmitter.archivePath(of: entry))
    }

    private func settle() {
        if let directory = pending.take() { count(directory) }
    }

    private func count(_ entry: LayerEntry, _ digest: Digest? = nil) {
        content?.add(entry, timeCounts: mtimeRule.counts(entry), digest: digest)
        contentSize += entry.contentSize
        entryCount += 1
    }
}
