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
            source.tree.entries.withUnsafeBufferPointer { entries in
                for index in entries.indices {
                    writer.entry(entries[index], ownersCount: ownersCount)
                    if hasLinks, let first = source.firstLinks[index] { writer.number(0x48, UInt64(first)) }
                }
            }
        }
        return writer.finish()
    }

    /// The digest of all that is read: the shape, and what is known of each source's entries.
    static func contents(_ shape: Digest, facts: [[FileFacts]]) -> Digest {
        var writer = ListingWriter()
        writer.digest(shape)
        for source in facts {
            source.withUnsafeBufferPointer { entries in
                for index in entries.indices { writer.facts(entries[index]) }
            }
        }
        return writer.finish()
    }
}

/// Writes the canonical bytes of a listing into a hash, some thousand at a time.
private struct ListingWriter: ~Copyable {
    private var digester = Digester()
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 15, alignment: 8)
    private var used = 0

    deinit { buffer.deallocate() }

    mutating func number(_ label: UInt8, _ value: UInt64) {
        makeRoom(9)
        buffer[used] = label
        buffer.storeBytes(of: value.littleEndian, toByteOffset: used + 1, as: UInt64.self)
        used += 9
    }

    mutating func digest(_ digest: Digest) {
        makeRoom(32)
        digest.write(to: UnsafeMutableRawBufferPointer(rebasing: buffer[used..<(used + 32)]))
        used += 32
    }

    mutating func name(_ name: [UInt8]) { name.withUnsafeBytes { self.name($0) } }

    mutating func name(_ name: UnsafeRawBufferPointer) {
        number(0x4E, UInt64(name.count))
        if name.count > buffer.count {
            flush()
            digester.update(name)
            return
        }
        makeRoom(name.count)
        UnsafeMutableRawBufferPointer(rebasing: buffer[used...]).copyMemory(from: name)
        used += name.count
    }

    mutating func entry(_ entry: borrowing SourceEntry, ownersCount: Bool) {
        let status = entry.status
        if entry.parent >= 0 { entry.name.withUnsafeBytes { name($0) } }
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
    }

    mutating func facts(_ facts: borrowing FileFacts) {
        // The shape says for which entries a digest stands here.
        if let digest = facts.digest { self.digest(digest) }
        if facts.attributes.isEmpty { return }
        number(0x41, UInt64(facts.attributes.count))
        for attribute in facts.attributes {
            name(Array(attribute.name.utf8))
            name(attribute.value)
        }
    }

    mutating func finish() -> Digest {
        flush()
        // What has a deinitialiser gives away no part of itself.
        var ended = Digester()
        swap(&ended, &digester)
        return ended.finalize()
    }

    private mutating func makeRoom(_ count: Int) {
        if used + count > buffer.count { flush() }
    }

    private mutating func flush() {
        digester.update(UnsafeRawBufferPointer(rebasing: buffer[..<used]))
        used = 0
    }
}
