import LayerArchive
import LinuxSystem
import OCI

/// What a COPY or ADD reads, as digests for its cache key.
///
/// The *shape* is over a line per entry: name, type, mode, owner where it arrives, size, link target or device, and which
/// entries are the same file. The digest of the *contents* is over the shape, and for each entry the SHA-256 of its bytes and
/// its attributes. Never a time. Lengths stand before what varies in length, so that no two listings have the same bytes.
enum SourceListing {
    /// The digest of everything but the contents.
    ///
    /// - Parameter ownersCount: Owners arrive at the destination: the sources are no context, and no owner is asked for.
    static func shape(of sources: [SelectedSource], ownersCount: Bool) -> Digest {
        var writer = ListingWriter()
        for source in sources {
            writer.number(0x53, UInt64(source.tree.entries.count))
            writer.name(source.name)
            writer.number(0x50, source.carriesDirectories ? 1 : 0)
            let hasLinks = !source.firstLinks.isEmpty
            for index in source.tree.entries.indices {
                writer.entry(source.tree.entries[index], ownersCount: ownersCount)
                if hasLinks, let first = source.firstLinks[index] { writer.number(0x48, UInt64(first)) }
            }
        }
        return writer.finish()
    }

    /// The digest of all that is read: the shape, and what is known of each source's entries.
    static func contents(_ shape: Digest, facts: [[FileFacts]]) -> Digest {
        var writer = ListingWriter()
        writer.digest(shape)
        for source in facts {
            for entry in source { writer.facts(entry) }
        }
        return writer.finish()
    }
}

/// Writes the canonical bytes of a listing into a hash, some thousand at a time.
private struct ListingWriter: ~Copyable {
    private var digester = Digester()
    private var buffer: [UInt8] = []

    init() { buffer.reserveCapacity(70_000) }

    mutating func number(_ label: UInt8, _ value: UInt64) {
        buffer.append(label)
        withUnsafeBytes(of: value.littleEndian) { buffer.append(contentsOf: $0) }
    }

    mutating func digest(_ digest: Digest) { digest.append(to: &buffer) }

    mutating func name(_ name: [UInt8]) {
        number(0x4E, UInt64(name.count))
        buffer.append(contentsOf: name)
    }

    mutating func entry(_ entry: SourceEntry, ownersCount: Bool) {
        let status = entry.status
        if entry.parent >= 0 { name(entry.name) }
        // Which directory an entry is in follows from the order: level by level, each directory with its count.
        let kindAndMode =
            UInt64(status.kind.rawValue) << 16 | UInt64(status.kind == .symbolicLink ? 0 : status.permissions)
        number(0x4D, kindAndMode)
        if ownersCount { number(0x4F, UInt64(status.userID) << 32 | UInt64(status.groupID)) }
        switch status.kind {
        case .directory: number(0x44, UInt64(entry.children.count))
        case .symbolicLink: name(entry.linkTarget)
        case .characterDevice, .blockDevice:
            number(0x56, UInt64(status.nodeDevice.major) << 32 | UInt64(status.nodeDevice.minor))
        case .regular: number(0x5A, UInt64(bitPattern: status.size))
        default: break
        }
        if buffer.count > 65_536 { flush() }
    }

    mutating func facts(_ facts: FileFacts) {
        // The shape says for which entries a digest stands here.
        if let digest = facts.digest { digest.append(to: &buffer) }
        if facts.attributes.isEmpty {
            if buffer.count > 65_536 { flush() }
            return
        }
        number(0x41, UInt64(facts.attributes.count))
        for attribute in facts.attributes {
            name(Array(attribute.name.utf8))
            name(attribute.value)
        }
        if buffer.count > 65_536 { flush() }
    }

    consuming func finish() -> Digest {
        flush()
        return digester.finalize()
    }

    private mutating func flush() {
        digester.update(buffer)
        buffer.removeAll(keepingCapacity: true)
    }
}

extension ScannedTree {
    /// For entries that are further names of a file that came before: the index of that file's first entry.
    func firstLinks() -> [Int: Int] {
        struct Identity: Hashable {
            let device: UInt64
            let inode: UInt64
        }
        var first: [Identity: Int] = [:]
        var result: [Int: Int] = [:]
        for index in entries.indices where entries[index].status.linkCount > 1 {
            if entries[index].status.kind != .regular { continue }
            let identity = Identity(device: entries[index].status.device, inode: entries[index].status.inode)
            if let earlier = first[identity] { result[index] = earlier } else { first[identity] = index }
        }
        return result
    }
}
