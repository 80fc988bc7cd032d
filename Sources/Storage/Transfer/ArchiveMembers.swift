internal import LayerArchive
internal import LinuxSystem
internal import OCI

/// The members of a tar archive of images, each of which can be read when it is wanted.
///
/// Such an archive may name what it holds at its end (docker's does). A file is only looked through, its members are
/// read where they lie. What comes as a stream, or compressed, is written once into a work directory, with the digest of
/// each member; a blob that the store is to keep is then only renamed.
struct ArchiveMembers {
    /// A regular member.
    struct Member {
        /// Where its bytes are.
        enum Place {
            /// In a file of the work directory, with this digest.
            case spooled(StagedBlob)
            /// In the archive, from an offset on.
            case archive(FileHandle, offset: Int64)
        }

        let size: Int64
        let place: Place
    }

    private let spool: ArchiveSpool
    private var members: [String: Member] = [:]
    private var links: [String: String] = [:]
    private var byDigest: [Digest: Member] = [:]

    /// Documents of which there must be one: readers that take the first and readers that take the last would see two
    /// different archives.
    private static let documents: Set<String> = ["oci-layout", "index.json", "manifest.json"]
    /// The most bytes of a document.
    static let documentLimit = 16 << 20
    /// So many blobs are in no archive of images; what is remembered of them is bounded by this.
    private static let maximumMembers = 1 << 16
    private static let maximumName = 1024

    /// Reads or looks through a whole archive.
    ///
    /// - Throws: `LayerArchiveError`; `.invalidArchive`, `.noSpace`.
    init(of file: FileHandle, spool: ArchiveSpool, limits: ArchiveLimits) throws {
        self.spool = spool
        var limits = limits
        limits.entries = min(limits.entries, Self.maximumMembers)
        limits.pathBytes = min(limits.pathBytes, Self.maximumName)
        if let start = try Self.plainStart(of: file) {
            let whole = FileRangeSource(file, offset: start, count: max(0, try file.status().size - start))
            try collect(TarReader(whole, limits: limits)) { reader, entry in
                guard let offset = reader.contentOffset else { return try Member(spool.add(reader)) }
                return Member(size: entry.size, place: .archive(file, offset: start + offset))
            }
            return
        }
        try collect(TarReader(DecompressingSource(FileSource(file)), limits: limits)) { reader, _ in
            try Member(spool.add(reader))
        }
    }

    /// Where an uncompressed archive begins in a file; `nil` for a pipe and for what is compressed.
    private static func plainStart(of file: FileHandle) throws -> Int64? {
        guard let start = file.position(), try file.status().kind == .regular else { return nil }
        let beginning = FileRangeSource(file, offset: start, count: .max - start)
        return try DecompressingSource(beginning).compression == .none ? start : nil
    }

    private mutating func collect(_ reader: TarReader, _ member: (TarReader, TarEntry) throws -> Member) throws {
        while let entry = try reader.next() {
            let name = Self.clean(String(decoding: entry.path, as: UTF8.self))
            if Self.documents.contains(name), members[name] != nil || links[name] != nil {
                throw StorageError(
                    .invalidArchive, "the archive has two members \(name), so that it says two things",
                    hint: "make the archive again")
            }
            switch entry.kind {
            case .regular:
                let member = try member(reader, entry)
                members[name] = member
                links[name] = nil
                if case .spooled(let blob) = member.place { byDigest[blob.digest] = member }
            case .symbolicLink(let target):
                let parent = name.split(separator: "/").dropLast().joined(separator: "/")
                let isAbsolute = target.first == UInt8(ascii: "/")
                let text = String(decoding: target, as: UTF8.self)
                links[name] = Self.clean(isAbsolute ? text : parent + "/" + text)
                members[name] = nil
            case .hardLink(let target):
                links[name] = Self.clean(String(decoding: target, as: UTF8.self))
                members[name] = nil
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

    /// The member that is known, or says, to have a digest. Only of a spooled one is it certain.
    func member(of digest: Digest) -> Member? { byDigest[digest] ?? self[ExportPlan.path(digest)] }

    /// Notes that a member has, or ought to have, a digest.
    mutating func name(_ member: Member, _ digest: Digest) { byDigest[digest] = member }

    /// Opens a member.
    func open(_ member: Member) throws -> any ByteSource {
        switch member.place {
        case .archive(let file, let offset): FileRangeSource(file, offset: offset, count: member.size)
        case .spooled(let blob): try spool.open(blob)
        }
    }

    /// Reads a small member.
    ///
    /// - Throws: `.invalidArchive` where it is larger than such a document can be.
    func read(_ member: Member, _ name: String) throws -> [UInt8] {
        if member.size > Self.documentLimit {
            throw StorageError(
                .invalidArchive, "\(name) has \(member.size) bytes, which is too much for a document",
                hint: "a document has at most \(Self.documentLimit >> 20) MiB: make the archive again")
        }
        let sink = BytesSink()
        try open(member).copy(to: sink)
        return sink.bytes
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

extension ArchiveMembers.Member {
    /// One that was written into a work directory.
    fileprivate init(_ blob: StagedBlob) { self.init(size: blob.size, place: .spooled(blob)) }
}
