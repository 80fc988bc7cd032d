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
        if blob.size <= ArchiveMembers.documentLimit, try renewBlob(blob.digest, connection) { return }
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

extension Store {
    /// Whether a small document is kept and still has its digest; it counts as used now.
    func renewBlob(_ digest: Digest, _ connection: Connection) throws -> Bool {
        let known = try connection.integer("SELECT EXISTS (SELECT 1 FROM blobs WHERE digest = ?)", digest) != 0
        guard known, try isBlobIntact(digest) else { return false }
        try connection.run("UPDATE blobs SET touched = \(Connection.now) WHERE digest = ?", digest)
        return true
    }
}

extension Store {
    /// Looks at the blobs that an earlier boot recorded and never flushed (layer rule 17): one that lost bytes is removed, so that
    /// it counts as missing wherever it is wanted, and loading or pulling brings it back.
    func verifyUnflushedBlobs() throws {
        let unflushed = "boot IS NOT NULL AND boot <> ?"
        let suspects = try database.read { connection in
            try connection.query("SELECT digest FROM blobs WHERE \(unflushed)", Boot.current) {
                row throws(DatabaseError) in try row.digest(0)
            }
        }
        for digest in suspects {
            let isIntact = try isBlobIntact(digest)
            DebugLog.note("store", "the blob \(digest) was never flushed: it is \(isIntact ? "whole" : "lost")")
            try database.write { connection in
                // Somebody has written it anew meanwhile.
                let now = "SELECT EXISTS (SELECT 1 FROM blobs WHERE digest = ?2 AND boot IS NOT NULL AND boot <> ?1)"
                guard try connection.integer(now, Boot.current, digest) != 0 else { return }
                if !isIntact {
                    try whileDoing("removing the blob \(digest), which lost bytes in a power cut") {
                        try directory.removeTree(Self.blobName(digest))
                    }
                }
                try connection.run("UPDATE blobs SET boot = NULL WHERE digest = ?", digest)
            }
        }
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
