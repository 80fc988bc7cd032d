internal import LinuxSystem
public import OCI

/// Images for several platforms.
extension Store {
    /// Keeps an index over images that are here already, and gives it names.
    ///
    /// A name of it means the image for this machine, or the first one where there is none for it.
    ///
    /// - Parameters:
    ///   - document: The index, which stays as it is byte for byte. What it names beyond the images may be absent.
    ///   - images: The images of it that are here; at least one.
    ///   - blobs: Other documents that it leads to: attestations.
    /// - Throws: `.noSpace`, `.noSuchImage`, `.busy`.
    public func addIndex(
        _ document: IndexDocument, images: [Image], blobs: [[UInt8]] = [], references: [ImageReference]
    ) throws -> Image {
        let index = StoredIndex(document: document, descriptor: document.descriptor(), images: images)
        guard let choice = index.image(for: .host) ?? images.first else {
            throw StorageError(
                .noSuchImage, "no image of the index \(document.digest) is in the store",
                hint: "load or build an image of it for at least one platform first")
        }
        try beginSession()
        let work = try makeWorkDirectory()
        defer { work.remove() }
        let staged = try ([document.bytes] + blobs).map { try stage($0, in: work) }
        try database.write { connection in
            for blob in staged { try keepBlob(blob, connection) }
            for image in images { try Self.hold(image, connection) }
        }
        try synchronize()
        // Not before: whoever prunes meanwhile would take an index that has no names yet for one that lost them.
        return try name(choice.manifestDigest, document.digest, references) { connection in
            for image in images { try restore(image, connection) }
            try connection.run(
                """
                INSERT INTO indexes (digest, size, media_type, manifest) VALUES (?, ?, ?, ?)
                ON CONFLICT (digest) DO UPDATE SET manifest = excluded.manifest
                """, document.digest, document.bytes.count, document.value.documentMediaType.rawValue,
                choice.manifestDigest)
            for image in images {
                try connection.run(
                    "INSERT OR IGNORE INTO index_images VALUES (?, ?)", document.digest, image.manifestDigest)
            }
            for blob in staged.dropFirst() {
                try connection.run("INSERT OR IGNORE INTO index_blobs VALUES (?, ?)", document.digest, blob.digest)
            }
        }
    }

    /// Marks an image with its documents as used now.
    private static func hold(_ image: Image, _ connection: Connection) throws(DatabaseError) {
        try touch(connection, image: image.manifestDigest)
        try connection.run(
            "UPDATE blobs SET touched = \(Connection.now) WHERE digest IN (?, ?)", image.manifestDigest, image.id)
    }

    /// Sees to it that an image of an index is here. One without a name may have been pruned since it was made; the session
    /// holds what it consists of.
    private func restore(_ image: Image, _ connection: Connection) throws {
        try connection.run("UPDATE images SET is_removed = 0 WHERE manifest = ?", image.manifestDigest)
        if connection.changedRows > 0 { return }
        // These read files, and nothing of the database.
        let manifest = try manifest(of: image)
        let configuration = try configuration(of: image)
        let layers = try configuration.value.diffIDs.map { diffID in
            guard let layer = try Self.layer(connection, diffID: diffID) else {
                throw Self.noSuchImage(image.manifestDigest.description)
            }
            return layer
        }
        try Self.insert(connection, manifest, configuration.value, configuration.digest, layers)
    }

    /// The index of a descriptor that an image of the store carries.
    ///
    /// - Throws: `.missingBlob`, `.corruptBlob`.
    public func index(_ descriptor: Descriptor) throws -> StoredIndex {
        let document: IndexDocument = try self.document(descriptor.digest, "index \(descriptor.digest)")
        let images = try database.read { connection in
            let members = try connection.query("SELECT manifest FROM index_images WHERE list = ?", descriptor.digest) {
                row throws(DatabaseError) in try row.digest(0)
            }
            return try document.value.manifests.filter { members.contains($0.digest) }.compactMap {
                try Self.image(connection, manifest: $0.digest)
            }
        }
        return StoredIndex(document: document, descriptor: descriptor, images: images)
    }

    /// The image that a text names, for a platform: of an index the one that fits best.
    ///
    /// - Parameter isExact: An image that is for one platform alone has to run on the wanted one.
    /// - Throws: as `image(named:)`; `.wrongPlatform`, which says what there is.
    public func image(named text: String, for platform: Platform, isExact: Bool = true) throws -> Image? {
        guard let image = try image(named: text) else { return nil }
        guard let descriptor = image.index else {
            if !isExact || platform.runs(image.platform) { return image }
            throw StorageError(
                .wrongPlatform, "the image \(text) is for \(image.platform), not for \(platform)",
                hint: "leave out --platform, or get the image for \(platform)")
        }
        let index = try index(descriptor)
        if let choice = index.image(for: platform) { return choice }
        throw StorageError(
            .wrongPlatform, "the image \(text) is not there for \(platform)", hint: "it is there for \(index.platforms)"
        )
    }

    // MARK: - in transactions

    static func indexDescriptor(_ digest: Digest, _ connection: Connection) throws(DatabaseError) -> Descriptor? {
        try connection.first("SELECT size, media_type FROM indexes WHERE digest = ?", digest) { row in
            Descriptor(mediaType: MediaType(rawValue: row.text(1)), digest: digest, size: row.integer(0))
        }
    }

    /// The index that a name stands for.
    static func list(_ connection: Connection, named reference: ImageReference) throws(DatabaseError) -> Digest? {
        let found = try connection.first("SELECT list FROM tags WHERE reference = ?", reference.tagName) {
            row throws(DatabaseError) in try row.digestIfPresent(0)
        }
        return found ?? nil
    }

    /// Marks an index with all that is here of it as used now.
    static func touch(_ connection: Connection, index list: Digest) throws(DatabaseError) {
        let members = try connection.query("SELECT manifest FROM index_images WHERE list = ?", list) {
            row throws(DatabaseError) in try row.digest(0)
        }
        for member in members { try touch(connection, image: member) }
        try connection.run(
            """
            UPDATE blobs SET touched = \(Connection.now)
            WHERE digest = ?1 OR digest IN (SELECT blob FROM index_blobs WHERE list = ?1)
            """, list)
    }

    /// The images that are in an index and are not what a name or an index means.
    static func hiddenMembers(_ connection: Connection) throws(DatabaseError) -> Set<Digest> {
        Set(
            try connection.query(
                """
                SELECT manifest FROM index_images EXCEPT SELECT manifest FROM indexes EXCEPT SELECT manifest FROM tags
                """
            ) { row throws(DatabaseError) in try row.digest(0) })
    }

    /// The indexes without a name that an image is in.
    static func unnamedIndexes(_ connection: Connection, of configuration: Digest) throws(DatabaseError) -> [Digest] {
        try connection.query(
            """
            SELECT DISTINCT list FROM index_images JOIN images USING (manifest)
            WHERE configuration = ? AND list NOT IN (SELECT list FROM tags WHERE list IS NOT NULL)
            """, configuration
        ) { row throws(DatabaseError) in try row.digest(0) }
    }

    /// Deletes an index that has lost its last name while the image that it means here has another one: nothing would show it.
    static func forgetShadowed(_ connection: Connection, list: Digest) throws(DatabaseError) {
        let isShadowed = try connection.integer(
            """
            SELECT NOT EXISTS (SELECT 1 FROM tags WHERE list = ?1) AND EXISTS (
                SELECT 1 FROM indexes JOIN images AS meant USING (manifest)
                JOIN images AS same ON same.configuration = meant.configuration JOIN tags ON tags.manifest = same.manifest
                WHERE digest = ?1)
            """, list)
        if isShadowed != 0 { try forgetIndex(connection, list: list) }
    }

    /// Deletes an index, with the images that only it kept.
    static func forgetIndex(_ connection: Connection, list: Digest) throws(DatabaseError) {
        let members = try connection.query("SELECT manifest FROM index_images WHERE list = ?", list) {
            row throws(DatabaseError) in try row.digest(0)
        }
        try connection.run("DELETE FROM indexes WHERE digest = ?", list)
        for member in members {
            try connection.run(
                """
                UPDATE images SET is_removed = 1 WHERE manifest = ?1 AND manifest NOT IN (SELECT manifest FROM tags)
                AND manifest NOT IN (SELECT manifest FROM index_images)
                """, member)
        }
        try forgetRemoved(connection)
    }
}
