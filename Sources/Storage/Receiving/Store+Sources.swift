public import OCI

/// What is known to be in repositories of registries: what was pulled from there or pushed to there.
extension Store {
    /// Remembers that a repository has the manifest or index of an image, and blobs of its layers.
    ///
    /// - Throws: `.noSpace`, `.busy`.
    public func remember(
        _ repository: RepositoryName, has manifests: [Digest], of image: Image, blobs: [Digest]
    ) throws {
        try database.write { connection in
            for manifest in manifests {
                try connection.run(
                    "INSERT OR REPLACE INTO sources (digest, repository, image) VALUES (?, ?, ?)", manifest,
                    repository.description, image.id)
            }
            for blob in blobs {
                try connection.run(
                    "INSERT OR IGNORE INTO sources (digest, repository, image) VALUES (?, ?, NULL)", blob,
                    repository.description)
            }
        }
    }

    /// The repositories that are known to have a blob, sorted by name.
    public func repositories(having blob: Digest) throws -> [RepositoryName] {
        try database.read { connection in
            try connection.query("SELECT repository FROM sources WHERE digest = ? ORDER BY repository", blob) {
                $0.text(0)
            }
        }.compactMap { try? ImageReference(parsing: $0).repository }  // as `remember` wrote them
    }

    /// By which digests registries know an image: docker's `RepoDigests`.
    public func repositoryDigests(of image: Image) throws -> [ImageReference] {
        let known = try database.read { connection in
            try connection.query(
                "SELECT repository, digest FROM sources WHERE image = ? ORDER BY repository, rowid", image.id
            ) { row throws(DatabaseError) in (row.text(0), try row.digest(1)) }
        }
        return known.compactMap { name, digest in
            (try? ImageReference(parsing: name)).map { ImageReference(repository: $0.repository, digest: digest) }
        }
    }

    /// Forgets of what is no more in the store where it came from.
    func forgetSources(_ connection: Connection) throws(DatabaseError) {
        try connection.execute(
            """
            DELETE FROM sources WHERE image IS NOT NULL AND image NOT IN (SELECT configuration FROM images);
            DELETE FROM sources WHERE image IS NULL AND digest NOT IN (SELECT blob FROM image_layers)
            AND digest NOT IN (SELECT digest FROM encodings);
            """)
    }
}

extension Migration {
    /// Version 9: which repositories have what, so that it is named by its digest there, and need not be sent again.
    static let sources = Migration { connection in
        try connection.execute(
            """
            CREATE TABLE sources (
                digest BLOB NOT NULL,
                repository TEXT NOT NULL,
                image BLOB,
                UNIQUE (digest, repository)
            );
            CREATE INDEX sources_by_image ON sources (image) WHERE image IS NOT NULL;
            """)
    }
}
