internal import LayerArchive
internal import LinuxSystem
internal import OCI

/// The members of a tar archive that came as a stream, each in a file of a work directory with its digest known.
///
/// An archive may name what it holds at its end (docker's does), and a pipe cannot be read twice: so everything is
/// written once. A blob that the store is to keep is then only renamed.
struct SpooledArchive {
    /// A regular member.
    struct Member {
        let size: Int64
        let digest: Digest
        /// The file, below the store's root.
        let place: String
    }

    private(set) var members: [String: Member] = [:]
    private var links: [String: String] = [:]
    private(set) var byDigest: [Digest: Member] = [:]

    /// Reads a whole archive.
    ///
    /// - Throws: `LayerArchiveError`; `.noSpace`.
    init(reading source: any ByteSource, into work: WorkDirectory, of store: Store, limits: ArchiveLimits) throws {
        let reader = TarReader(source, limits: limits)
        while let entry = try reader.next() {
            let name = Self.clean(String(decoding: entry.path, as: UTF8.self))
            switch entry.kind {
            case .regular:
                let member = try Self.spool(reader, number: members.count, into: work, of: store)
                members[name] = member
                byDigest[member.digest] = member
            case .symbolicLink(let target):
                let parent = name.split(separator: "/").dropLast().joined(separator: "/")
                links[name] = Self.clean(parent + "/" + String(decoding: target, as: UTF8.self))
            case .hardLink(let target): links[name] = Self.clean(String(decoding: target, as: UTF8.self))
            default: continue
            }
        }
    }

    /// The member of a name; links that docker puts between layers are followed.
    subscript(name: String) -> Member? {
        var name = Self.clean(name)
        for _ in 0..<8 {
            if let member = members[name] { return member }
            guard let next = links[name] else { return nil }
            name = next
        }
        return nil
    }

    private static func spool(
        _ reader: TarReader, number: Int, into work: WorkDirectory, of store: Store
    ) throws -> Member {
        let place = "\(work.name)/member-\(number)"
        let file = try store.directory.openFile(Array(place.utf8), OpenFlags.newFile, mode: 0o644)
        let sink = DigestingSink(FileSink(file))
        let size = try TarContentSource(reader).copy(to: sink)
        return Member(size: size, digest: sink.finalize(), place: place)
    }

    /// A name without leading `/` and `./`, with `..` resolved inside the archive.
    private static func clean(_ name: String) -> String {
        var parts: [Substring] = []
        for part in name.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return parts.joined(separator: "/")
    }
}

/// The content of the entry that a tar reader stands at.
private final class TarContentSource: ByteSource {
    private let reader: TarReader

    init(_ reader: TarReader) { self.reader = reader }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int { try reader.read(into: buffer) }
}
