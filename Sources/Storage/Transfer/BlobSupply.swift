internal import LayerArchive
internal import LinuxSystem
internal import OCI

/// Where the blobs of an image that is being loaded come from.
///
/// Whatever the form, the bytes that are used are those whose digest was computed here.
enum BlobSupply {
    /// Members of an archive, in files of a work directory.
    case archive(SpooledArchive)
    /// The directory of an OCI layout that is somebody else's.
    case layout(DirectoryHandle)

    /// A small document.
    ///
    /// - Throws: `.missingBlob`, `.corruptBlob`.
    func document(_ descriptor: Descriptor, in store: Store) throws -> [UInt8] {
        let file = try open(descriptor.digest, in: store)
        let bytes = try whileDoing("reading \(descriptor.digest)") { try file.readAll(limit: 16 << 20) }
        if Digest.of(bytes) != descriptor.digest { throw Self.corrupt(descriptor.digest) }
        return bytes
    }

    /// Opens a blob; its bytes are not verified yet.
    ///
    /// - Throws: `.missingBlob`.
    func open(_ digest: Digest, in store: Store) throws -> FileHandle {
        switch self {
        case .archive(let archive):
            guard let member = archive.byDigest[digest] else { throw missing(digest, archive) }
            return try whileDoing("reading \(digest)") { try store.directory.openFile(Array(member.place.utf8)) }
        case .layout(let directory):
            do throws(SystemError) { return try directory.openFile(Store.blobName(digest)) } catch {
                if error.isNotFound { throw Self.missing(digest) }
                throw StorageError(error, doing: "reading the blob \(digest)")
            }
        }
    }

    /// The file of a blob that may be renamed into the store; `nil` where it is not ours.
    func owned(_ digest: Digest) -> StagedBlob? {
        guard case .archive(let archive) = self, let member = archive.byDigest[digest] else { return nil }
        return StagedBlob(digest: digest, size: member.size, name: member.place)
    }

    /// A member that bears the name of the digest and has another one was damaged.
    private func missing(_ digest: Digest, _ archive: SpooledArchive) -> StorageError {
        archive["blobs/sha256/\(digest.hex)"] == nil ? Self.missing(digest) : Self.corrupt(digest)
    }

    static func missing(_ digest: Digest) -> StorageError {
        StorageError(
            .missingBlob, "the image to load names the blob \(digest), which is not there",
            hint: "make the archive or layout again with all its blobs")
    }

    static func corrupt(_ digest: Digest) -> StorageError {
        StorageError(
            .corruptBlob, "the bytes of the blob \(digest) do not have that digest",
            hint: "the file was damaged or cut off: get it again")
    }
}
