public import OCI

/// What a registry lists.
extension Store {
    /// The tags of a repository, in the order of their bytes; `nil` where nothing of the repository is here.
    public func servedTags(of repository: RepositoryName) throws -> [String]? {
        let (low, high) = repository.tagRange
        return try database.read { connection in
            let images = try connection.query(
                "SELECT reference FROM tags WHERE reference > ? AND reference < ?", low, high
            ) { String($0.text(0).dropFirst(low.count)) }
            let others = try connection.query("SELECT tag FROM kept_tags WHERE repository = ?", repository.description)
            {
                $0.text(0)
            }
            let tags = Set(images + others).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            if !tags.isEmpty { return tags }
            let isKnown = try connection.integer(
                "SELECT EXISTS (SELECT 1 FROM kept_manifests WHERE repository = ?)", repository.description)
            return isKnown != 0 ? [] : nil
        }
    }

    /// All repositories of which something is here, each once.
    public func servedRepositories() throws -> [RepositoryName] {
        let names = try database.read { connection in
            try connection.query("SELECT reference FROM tags") { row in
                let text = row.text(0)
                return String(text[..<(text.lastIndex(of: ":") ?? text.endIndex)])
            }
                + connection.query("SELECT DISTINCT repository FROM kept_manifests") { $0.text(0) }
        }
        return try Set(names).map { try RepositoryName(parsing: $0) }
    }

    /// The manifests of a repository that say that they belong to another one, as an index of them has them.
    public func referrers(of subject: Digest, in repository: RepositoryName) throws -> [Descriptor] {
        let rows = try database.read { connection in
            try connection.query(
                """
                SELECT digest, media_type, artifact_type FROM kept_manifests
                WHERE subject = ? AND repository = ? ORDER BY digest
                """, subject, repository.description
            ) { row throws(DatabaseError) in (try row.digest(0), row.text(1), row.textIfPresent(2)) }
        }
        return try rows.compactMap { digest, type, artifactType in
            // Gone meanwhile: it is in no list.
            guard let bytes = try blobIfPresent(digest) else { return nil }
            var descriptor = Descriptor(
                mediaType: MediaType(type), digest: digest, size: Int64(bytes.count),
                annotations: try PushedManifest(bytes: bytes, mediaType: type).annotations)
            descriptor.artifactType = artifactType
            return descriptor
        }
    }

    // MARK: - removal

    /// Takes a tag away; whether it was there. What it named stays, without that name.
    ///
    /// - Throws: `.busy`.
    public func removeServedTag(_ reference: ImageReference) throws -> Bool {
        let isGone = try database.write { connection in
            let list = try Self.list(connection, named: reference)
            try connection.run("DELETE FROM tags WHERE reference = ?", reference.tagName)
            var changes = connection.changedRows
            if changes > 0 { try Self.countTagChange(connection) }
            if let list { try Self.forgetShadowed(connection, list: list) }
            try connection.run(
                "DELETE FROM kept_tags WHERE repository = ? AND tag = ?", reference.repository.description,
                reference.tag ?? ImageReference.defaultTag)
            changes += connection.changedRows
            return changes > 0
        }
        try rewriteIndexIfStale()
        return isGone
    }

    /// Removes a manifest from a repository, with the tags there that stand for it; whether it was there. What nothing else needs
    /// goes with the next collection.
    ///
    /// - Parameter names: Further tags that stand for it, in the form in which it goes out.
    /// - Throws: `.busy`.
    public func removeServedManifest(
        _ digest: Digest, in repository: RepositoryName, names: [ImageReference]
    ) throws -> Bool {
        let (low, high) = repository.tagRange
        let isGone = try database.write { connection in
            try connection.run(
                "DELETE FROM kept_manifests WHERE repository = ? AND digest = ?", repository.description, digest)
            var changes = connection.changedRows
            try connection.run(
                "DELETE FROM kept_tags WHERE repository = ? AND digest = ?", repository.description, digest)
            let targets = try Self.targets(of: digest, names, connection)
            try connection.run(
                """
                DELETE FROM tags WHERE reference > ?1 AND reference < ?2
                AND (list = ?3 OR (list IS NULL AND manifest = ?3))
                """, low, high, digest)
            changes += connection.changedRows
            for name in names {
                try connection.run("DELETE FROM tags WHERE reference = ?", name.tagName)
                changes += connection.changedRows
            }
            for target in targets { try Self.forgetUnserved(target, connection) }
            if changes > 0 { try Self.countTagChange(connection) }
            return changes > 0
        }
        try rewriteIndexIfStale()
        return isGone
    }

    /// The images and indexes of the store that a manifest is, or that names stand for.
    private static func targets(
        of digest: Digest, _ names: [ImageReference], _ connection: Connection
    ) throws(DatabaseError) -> [Digest] {
        var result = [digest]
        for name in names {
            let found = try connection.first(
                "SELECT coalesce(list, manifest) FROM tags WHERE reference = ?", name.tagName
            ) {
                row throws(DatabaseError) in try row.digest(0)
            }
            if let found { result.append(found) }
        }
        return result
    }

    /// Removes an image or an index that no name stands for and no repository has.
    private static func forgetUnserved(_ digest: Digest, _ connection: Connection) throws(DatabaseError) {
        let isNeeded = try connection.integer(
            """
            SELECT EXISTS (SELECT 1 FROM kept_manifests WHERE digest = ?1)
            OR EXISTS (SELECT 1 FROM tags WHERE manifest = ?1 OR list = ?1)
            """, digest)
        if isNeeded != 0 { return }
        if try connection.integer("SELECT EXISTS (SELECT 1 FROM indexes WHERE digest = ?)", digest) != 0 {
            return try forgetIndex(connection, list: digest)
        }
        try connection.run(
            "UPDATE images SET is_removed = 1 WHERE manifest = ? AND manifest NOT IN (SELECT manifest FROM index_images)",
            digest)
        try forgetRemoved(connection)
    }

    /// Forgets what is recorded of manifests that are not here any more.
    func forgetKeptManifests(_ connection: Connection) throws(DatabaseError) {
        try connection.execute(
            """
            DELETE FROM kept_manifests WHERE kind = 'image'
            AND digest NOT IN (SELECT manifest FROM images WHERE NOT is_removed);
            DELETE FROM kept_manifests WHERE kind = 'index' AND digest NOT IN (SELECT digest FROM indexes);
            DELETE FROM kept_blobs WHERE manifest NOT IN (SELECT digest FROM kept_manifests WHERE kind = 'other');
            DELETE FROM kept_tags WHERE (repository, digest) NOT IN (SELECT repository, digest FROM kept_manifests);
            """)
    }
}
