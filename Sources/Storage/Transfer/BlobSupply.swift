internal import LayerArchive
internal import LinuxSystem
internal import OCI

/// Where the blobs of an image that is being loaded come from.
///
/// Names are promises: whoever reads a blob computes its digest.
enum BlobSupply {
    /// Members of an archive.
    case archive(ArchiveMembers)
    /// The directory of an OCI layout that is somebody else's.
    case layout(DirectoryHandle)
    /// A directory with blobs by their digests, as skopeo's `dir:` has them.
    case directory(DirectoryHandle)
    /// Members of an archive, and layers that are put together of its deltas.
    case delta(ArchiveMembers, LayerDeltas)

    /// A small document, verified.
    ///
    /// - Throws: `.missingBlob`, `.corruptBlob`; `.invalidArchive` where it is larger than such a document can be.
    func document(_ descriptor: Descriptor) throws -> [UInt8] {
        if descriptor.size > ArchiveMembers.documentLimit {
            throw StorageError(
                .invalidArchive,
                "\(descriptor.digest) is said to have \(descriptor.size) bytes, which is too much for a document",
                hint: "a document has at most \(ArchiveMembers.documentLimit >> 20) MiB: make the image again")
        }
        let sink = BytesSink()
        let source = BoundedSource(try open(descriptor.digest), limit: ArchiveMembers.documentLimit + 1)
        _ = try whileDoing("reading \(descriptor.digest)") { try source.copy(to: sink) }
        if Digest.of(sink.bytes) != descriptor.digest { throw Self.corrupt(descriptor.digest) }
        try Self.checkSize(Int64(sink.bytes.count), of: descriptor)
        return sink.bytes
    }

    /// Opens a blob; its bytes are not verified yet.
    ///
    /// - Throws: `.missingBlob`, `.corruptBlob`.
    func open(_ digest: Digest) throws -> any ByteSource {
        switch self {
        case .delta(let archive, let deltas):
            if let layer = try deltas.open(digest, in: archive) { return layer }
            guard let member = archive.member(of: digest) else { throw Self.missing(digest) }
            return try Self.open(digest, member, of: archive)
        case .archive(let archive):
            guard let member = archive.member(of: digest) else {
                throw archive[DeltaDocument.name] == nil ? Self.missing(digest) : Self.leftOut(digest)
            }
            return try Self.open(digest, member, of: archive)
        case .layout(let directory): return try Self.open(digest, Store.blobName(digest), in: directory)
        case .directory(let directory):
            return try Self.open(digest, Self.name(of: digest, in: directory), in: directory)
        }
    }

    private static func open(
        _ digest: Digest, _ member: ArchiveMembers.Member, of archive: ArchiveMembers
    ) throws -> any ByteSource {
        if case .spooled(let blob) = member.place, blob.digest != digest { throw corrupt(digest) }
        return try whileDoing("reading \(digest)") { try archive.open(member) }
    }

    /// Whether a directory is an unpacked delta. What cannot be looked at is told by who needs it.
    private static func isDelta(_ directory: DirectoryHandle) -> Bool {
        (try? directory.statusIfPresent(of: Array(DeltaDocument.name.utf8))) != nil
    }

    private static func open(
        _ digest: Digest, _ name: [UInt8], in directory: DirectoryHandle
    ) throws -> any ByteSource {
        do throws(SystemError) {
            let file = try directory.openFile(name)
            return FileRangeSource(file, offset: 0, count: try file.status().size)
        } catch {
            if error.isNotFound { throw isDelta(directory) ? leftOut(digest) : missing(digest) }
            throw StorageError(error, doing: "reading the blob \(digest)")
        }
    }

    /// The file of a blob of a `dir:`; manifests that an index names have a suffix.
    private static func name(of digest: Digest, in directory: DirectoryHandle) throws(SystemError) -> [UInt8] {
        let plain = Array(digest.hex.utf8)
        if try directory.statusIfPresent(of: plain) != nil { return plain }
        return plain + Array(".manifest.json".utf8)
    }

    /// Whether a blob is there.
    func has(_ digest: Digest) -> Bool {
        switch self {
        case .archive(let archive): archive.member(of: digest) != nil
        case .delta(let archive, let deltas): deltas.has(digest) || archive.member(of: digest) != nil
        // What cannot be looked at is not there; whoever needs it says why.
        case .layout(let directory): (try? directory.statusIfPresent(of: Store.blobName(digest))) != nil
        case .directory(let directory):
            (try? directory.statusIfPresent(of: Self.name(of: digest, in: directory))) != nil
        }
    }

    /// The size of a blob; `nil` where it is not there.
    func size(of digest: Digest) throws -> Int64? {
        switch self {
        case .archive(let archive), .delta(let archive, _): archive.member(of: digest)?.size
        case .layout(let directory):
            try whileDoing("looking at the blob \(digest)") {
                try directory.statusIfPresent(of: Store.blobName(digest))?.size
            }
        case .directory(let directory):
            try whileDoing("looking at the blob \(digest)") {
                try directory.statusIfPresent(of: Self.name(of: digest, in: directory))?.size
            }
        }
    }

    /// The file of a blob that may be renamed into the store; `nil` where there is none of ours.
    func owned(_ digest: Digest) -> StagedBlob? {
        let members: ArchiveMembers? =
            switch self {
            case .archive(let archive), .delta(let archive, _): archive
            case .layout, .directory: nil
            }
        guard let archive = members, case .spooled(let blob)? = archive.member(of: digest)?.place,
            blob.digest == digest
        else { return nil }
        return blob
    }

    /// Compares the bytes that a blob has with those that its descriptor says.
    ///
    /// - Throws: `.corruptBlob`.
    static func checkSize(_ size: Int64, of descriptor: Descriptor) throws {
        if size == descriptor.size { return }
        throw StorageError(
            .corruptBlob, "the blob \(descriptor.digest) has \(size) bytes; what names it says \(descriptor.size)",
            hint: "the image is inconsistent: get it again from where it was made")
    }

    static func missing(_ digest: Digest) -> StorageError {
        StorageError(
            .missingBlob, "the image to load names the blob \(digest), which is not there",
            hint: "make the archive or layout again with all its blobs")
    }

    /// What is said of a delta where it is read as if it were whole.
    private static func leftOut(_ digest: Digest) -> StorageError {
        StorageError(
            .missingBlob, "this is a delta, which leaves out the blob \(digest)",
            hint: "`strata load -i FILE` makes whole images of the delta's archive, where the store has the others")
    }

    static func corrupt(_ digest: Digest) -> StorageError {
        StorageError(
            .corruptBlob, "the bytes of the blob \(digest) do not have that digest",
            hint: "the file was damaged or cut off: get it again")
    }
}

/// Reads no more than a bound, whatever the source holds.
private final class BoundedSource: ByteSource {
    private let next: any ByteSource
    private var left: Int

    init(_ next: any ByteSource, limit: Int) {
        self.next = next
        left = limit
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        if left == 0 { return 0 }
        let count = try next.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer.prefix(left)))
        left -= count
        return count
    }
}
