internal import LinuxSystem
internal import OCI
internal import SystemPackage

/// The content store: `blobs/sha256`, as an OCI image layout has it (image-spec, image-layout.md).
extension Store {
    /// The name of a blob below the root.
    static func blobName(_ digest: Digest) -> [UInt8] { Array("blobs/sha256/\(digest.hex)".utf8) }

    func hasBlob(_ digest: Digest) throws -> Bool {
        try directory.statusIfPresent(of: Self.blobName(digest)) != nil
    }

    /// Writes a small blob into a work directory, from where `keepBlob` takes it.
    func stage(_ bytes: [UInt8], in work: WorkDirectory) throws -> StagedBlob {
        let digest = Digest.of(bytes)
        try whileDoing("writing the blob \(digest)") {
            try directory.openFile(Array("\(work.name)/\(digest.hex)".utf8), OpenFlags.newFile, mode: 0o644).write(
                bytes)
        }
        return StagedBlob(digest: digest, size: Int64(bytes.count), name: "\(work.name)/\(digest.hex)")
    }

    /// Takes a written and verified blob into the store, inside the transaction that refers to it.
    ///
    /// One that is kept already stays, and need not be flushed again, where it is a small document that still has its
    /// digest. Anything else gives way to the new bytes: those are known to be right, and to look through a large file
    /// would make the transaction long.
    func keepBlob(_ blob: StagedBlob, _ connection: Connection) throws {
        let known = try connection.integer("SELECT EXISTS (SELECT 1 FROM blobs WHERE digest = ?)", blob.digest) != 0
        if known, blob.size <= ArchiveMembers.documentLimit, try isBlobIntact(blob.digest) {
            try connection.run("UPDATE blobs SET touched = \(Connection.now) WHERE digest = ?", blob.digest)
            return
        }
        try whileDoing("keeping the blob \(blob.digest)") {
            try directory.rename(Array(blob.name.utf8), to: Self.blobName(blob.digest))
        }
        try connection.run(
            """
            INSERT INTO blobs (digest, size, boot, touched) VALUES (?, ?, ?, \(Connection.now))
            ON CONFLICT (digest) DO UPDATE SET boot = excluded.boot, touched = excluded.touched
            """, blob.digest, blob.size, Boot.current)
    }
}

/// A blob in a work directory, complete, with bytes that have the digest.
struct StagedBlob: Hashable, Sendable {
    let digest: Digest
    let size: Int64
    /// Where it is, below the root.
    let name: String
    /// What a manifest says of it.
    var annotations: [String: String] = [:]
}
