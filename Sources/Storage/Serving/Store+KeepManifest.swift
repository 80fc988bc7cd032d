internal import LayerArchive
internal import LinuxSystem
public import OCI
internal import SystemPackage

/// Taking manifests of a registry's clients.
extension Store {
    /// What became of a manifest that was sent.
    public enum KeptKind: String, Sendable, Hashable {
        /// An image of the store.
        case image
        /// An index of images of the store.
        case index
        /// Something else, which is kept as it is and is in no list of images.
        case other
    }

    /// Keeps a manifest that a client sent, byte for byte, once everything that it names is here.
    ///
    /// An image becomes an image of the store, with its layers unpacked and verified; an index of such images too. A manifest of
    /// another kind, and an image that cannot be unpacked, is kept with its blobs.
    ///
    /// - Throws: `.missingBlob` where something that it names is not here; `.invalidArchive` where a size is not what it says;
    ///   `.noSpace`.
    public func keepManifest(
        _ pushed: PushedManifest, in repository: RepositoryName, tag: String?
    ) async throws -> KeptKind {
        try beginSession()
        let name = try tag.map { try ImageReference(repository: repository, taggedBy: $0) }
        let kind: KeptKind
        switch pushed.content {
        case .index(let document): kind = try keep(document, pushed, repository, name)
        case .manifest(let document):
            try requireBlobs(of: document)
            kind = try await keep(document, name) ? .image : .other
            if kind == .other { try keepOther(pushed, [document.value.configuration] + document.value.layers, name) }
        }
        try record(pushed, kind, in: repository, name)
        DebugLog.note("registry", "\(repository)@\(pushed.digest) is kept: \(kind.rawValue)")
        return kind
    }

    private func requireBlobs(of document: ManifestDocument) throws {
        for blob in [document.value.configuration] + document.value.layers where !isElsewhere(blob) {
            guard let here = try servedBlob(blob.digest) else { throw Self.unknown(blob, of: document.digest) }
            if here.size == blob.size { continue }
            throw StorageError(
                .invalidArchive,
                "the manifest says that \(blob.digest) has \(blob.size) bytes; it has \(here.size)",
                hint: "make the manifest again")
        }
    }

    /// Layers that registries do not hand on are fetched from elsewhere.
    private func isElsewhere(_ blob: Descriptor) -> Bool { blob.mediaType.isNondistributable || !blob.urls.isEmpty }

    private static func unknown(_ blob: Descriptor, of digest: Digest) -> StorageError {
        StorageError(
            .missingBlob, "the manifest \(digest) names \(blob.digest), which is not here", hint: "send that first")
    }

    // MARK: - images

    /// Makes an image of it; `false` where it is none that can be unpacked.
    private func keep(_ document: ManifestDocument, _ name: ImageReference?) async throws -> Bool {
        let manifest = document.value
        guard manifest.configuration.mediaType.isConfiguration,
            manifest.layers.allSatisfy({ $0.mediaType.isLayer && !isElsewhere($0) })
        else { return false }
        do {
            guard let bytes = try smallBlob(manifest.configuration) else { return false }
            let image = try IncomingImage(manifest: document, configuration: ConfigurationDocument(bytes: bytes))
            for layer in manifest.layers { try offer(layer) }
            let layers = try await receive(image, from: BlobProvider(copyBlob))
            _ = try keep(image, layers: layers, index: nil, references: name.map { [$0] } ?? [])
        } catch let error as StorageError where [.invalidArchive, .corruptBlob].contains(error.code) {
            DebugLog.note("registry", "\(document.digest) is no image that can be unpacked: \(error.message)")
            return false
        } catch let error as LayerArchiveError {
            DebugLog.note("registry", "\(document.digest) is no image that can be unpacked: \(error)")
            return false
        } catch let error as OCIError {
            DebugLog.note("registry", "\(document.digest) is no image that can be unpacked: \(error.message)")
            return false
        }
        // The image has what it needs of them now.
        for blob in [manifest.configuration] + manifest.layers { _ = try StagedBlobs(store: self).remove(blob.digest) }
        return true
    }

    private func smallBlob(_ blob: Descriptor) throws -> [UInt8]? {
        guard blob.size <= ArchiveMembers.documentLimit, let served = try servedBlob(blob.digest) else { return nil }
        return try whileDoing("reading \(blob.digest)") {
            try served.open().readAll(limit: Int(ArchiveMembers.documentLimit))
        }
    }

    /// Lets a blob that was sent be unpacked from where it lies. Where somebody brings the same one it is copied instead.
    private func offer(_ blob: Descriptor) throws {
        guard let lock = try lockBlobIfFree(blob.digest) else { return }
        defer { lock.release() }
        try whileDoing("taking the blob \(blob.digest)") {
            try directory.makeDirectoryIfMissing(PartialBlob.folder, permissions: 0o700)
            let place = Array("\(PartialBlob.folder)/\(blob.digest.hex)".utf8)
            do throws(SystemError) {
                try directory.makeHardLink(place, to: StagedBlobs.name(blob.digest), in: directory)
            } catch {
                if !error.isExisting && !error.isNotFound { throw error }
            }
        }
    }

    @Sendable private func copyBlob(_ blob: Descriptor, _ offset: Int64, _ sink: BlobProvider.Sink) throws {
        guard let served = try servedBlob(blob.digest) else { throw Self.unknown(blob, of: blob.digest) }
        let file = try served.open()
        var buffer = [UInt8](repeating: 0, count: 1 << 18)
        var position = offset
        while true {
            try Cancellation.check()
            let count = try whileDoing("reading the blob \(blob.digest)") {
                try buffer.withUnsafeMutableBytes { try file.read(into: $0, at: position) }
            }
            if count == 0 { return }
            try buffer.withUnsafeBytes { try sink(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
            position += Int64(count)
        }
    }

    // MARK: - indexes

    private func keep(
        _ document: IndexDocument, _ pushed: PushedManifest, _ repository: RepositoryName, _ name: ImageReference?
    ) throws -> KeptKind {
        var images: [Image] = []
        for entry in document.value.manifests {
            let image = try database.read { connection in
                try connection.first(
                    "SELECT \(Image.columns) FROM images WHERE manifest = ? AND NOT is_removed", entry.digest
                ) { row throws(DatabaseError) in try Image(row: row) }
            }
            if let image { images.append(image) }
            guard try image != nil || isKept(entry.digest) else { throw Self.unknown(entry, of: document.digest) }
        }
        if images.isEmpty {
            try keepOther(pushed, [], name)
        } else {
            _ = try addIndex(document, images: images, references: name.map { [$0] } ?? [])
        }
        try database.write { connection in
            for entry in document.value.manifests {
                try Self.insertMember(
                    entry, isImage: images.contains { $0.manifestDigest == entry.digest }, repository, connection)
            }
        }
        return images.isEmpty ? .other : .index
    }

    private func isKept(_ digest: Digest) throws -> Bool {
        try database.read { connection in
            try connection.integer(
                """
                SELECT EXISTS (SELECT 1 FROM kept_manifests WHERE digest = ?1 AND kind = 'other')
                OR EXISTS (SELECT 1 FROM indexes WHERE digest = ?1)
                OR EXISTS (SELECT 1 FROM index_blobs WHERE blob = ?1)
                """, digest) != 0
        }
    }

    /// What an index of a repository names can be had there, too.
    private static func insertMember(
        _ entry: Descriptor, isImage: Bool, _ repository: RepositoryName, _ connection: Connection
    ) throws(DatabaseError) {
        try connection.run(
            """
            INSERT OR IGNORE INTO kept_manifests (repository, digest, kind, media_type, artifact_type, subject, size)
            SELECT ?1, ?2, coalesce(kind, ?3), coalesce(media_type, ?4), artifact_type, subject, ?5
            FROM (SELECT 1) LEFT JOIN (SELECT * FROM kept_manifests WHERE digest = ?2 LIMIT 1) ON TRUE
            """, repository.description, entry.digest,
            isImage ? "image" : (entry.mediaType.isIndex ? "index" : "other"), entry.mediaType.rawValue, entry.size)
    }

    // MARK: - others

    private func keepOther(_ pushed: PushedManifest, _ blobs: [Descriptor], _ name: ImageReference?) throws {
        let work = try makeWorkDirectory()
        defer { work.remove() }
        let staged = try stage(pushed.bytes, in: work)
        var here: [StagedBlob] = []
        for blob in blobs where !isElsewhere(blob) && !here.contains(where: { $0.digest == blob.digest }) {
            guard let served = try servedBlob(blob.digest) else { throw Self.unknown(blob, of: pushed.digest) }
            if case .made = served.place { _ = try served.open() }
            let place = String(decoding: StagedBlobs.name(blob.digest), as: UTF8.self)
            here.append(StagedBlob(digest: blob.digest, size: blob.size, name: place))
        }
        let kept = here
        try database.write { connection in
            try keepBlob(staged, connection)
            for blob in kept {
                if try hasBlob(blob.digest) {
                    try connection.run("UPDATE blobs SET touched = \(Connection.now) WHERE digest = ?", blob.digest)
                } else {
                    try keepBlob(blob, connection)
                }
                try connection.run("INSERT OR IGNORE INTO kept_blobs VALUES (?, ?)", pushed.digest, blob.digest)
            }
        }
        try synchronize()
    }

    private func record(
        _ pushed: PushedManifest, _ kind: KeptKind, in repository: RepositoryName, _ name: ImageReference?
    ) throws {
        try database.write { connection in
            try connection.run(
                """
                INSERT OR REPLACE INTO kept_manifests (repository, digest, kind, media_type, artifact_type, subject, size)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """, repository.description, pushed.digest, kind.rawValue, pushed.mediaType.rawValue,
                pushed.artifactType, pushed.subject?.digest, pushed.bytes.count)
            guard let name, let tag = name.tag else { return }
            if kind != .other {
                try connection.run(
                    "DELETE FROM kept_tags WHERE repository = ? AND tag = ?", repository.description, tag)
                return
            }
            // The name is no image's any more.
            try connection.run("DELETE FROM tags WHERE reference = ?", name.tagName)
            if connection.changedRows > 0 { try Self.countTagChange(connection) }
            try connection.run(
                "INSERT OR REPLACE INTO kept_tags VALUES (?, ?, ?)", repository.description, tag, pushed.digest)
        }
        try rewriteIndexIfStale()
    }
}
