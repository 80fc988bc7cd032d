extension Migration {
    /// Version 12: what clients of the store's registry put there, by repository.
    ///
    /// Of an image or an index of images (`kind`) there is the row beside the image's own. A manifest of another kind is kept by
    /// its row alone, with what it consists of in `kept_blobs` and its names in `kept_tags`.
    static let keptManifests = Migration { connection in
        try connection.execute(
            """
            CREATE TABLE kept_manifests (
                repository TEXT NOT NULL,
                digest BLOB NOT NULL,
                kind TEXT NOT NULL,
                media_type TEXT NOT NULL,
                artifact_type TEXT,
                subject BLOB,
                size INTEGER NOT NULL,
                PRIMARY KEY (repository, digest)
            ) WITHOUT ROWID;
            CREATE INDEX kept_manifests_by_digest ON kept_manifests (digest);
            CREATE INDEX kept_manifests_by_subject ON kept_manifests (subject) WHERE subject IS NOT NULL;

            CREATE TABLE kept_blobs (
                manifest BLOB NOT NULL,
                blob BLOB NOT NULL,
                PRIMARY KEY (manifest, blob)
            ) WITHOUT ROWID;
            CREATE INDEX kept_blobs_by_blob ON kept_blobs (blob);

            CREATE TABLE kept_tags (
                repository TEXT NOT NULL,
                tag TEXT NOT NULL,
                digest BLOB NOT NULL,
                PRIMARY KEY (repository, tag)
            ) WITHOUT ROWID;
            """)
    }
}
