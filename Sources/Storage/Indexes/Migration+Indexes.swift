extension Migration {
    /// Version 7: images for several platforms. A tag names one image of the index, and the index itself in `list`.
    ///
    /// `index_blobs` holds the other documents that an index leads to: attestations with their configurations and statements.
    static let indexes = Migration { connection in
        try connection.execute(
            """
            CREATE TABLE indexes (
                digest BLOB PRIMARY KEY,
                size INTEGER NOT NULL,
                media_type TEXT NOT NULL,
                manifest BLOB NOT NULL REFERENCES images (manifest)
            ) WITHOUT ROWID;
            CREATE INDEX indexes_by_manifest ON indexes (manifest);

            CREATE TABLE index_images (
                list BLOB NOT NULL REFERENCES indexes (digest) ON DELETE CASCADE,
                manifest BLOB NOT NULL REFERENCES images (manifest),
                PRIMARY KEY (list, manifest)
            ) WITHOUT ROWID;
            CREATE INDEX index_images_by_manifest ON index_images (manifest);

            CREATE TABLE index_blobs (
                list BLOB NOT NULL REFERENCES indexes (digest) ON DELETE CASCADE,
                blob BLOB NOT NULL,
                PRIMARY KEY (list, blob)
            ) WITHOUT ROWID;
            CREATE INDEX index_blobs_by_blob ON index_blobs (blob);

            ALTER TABLE tags ADD COLUMN list BLOB REFERENCES indexes (digest);
            CREATE INDEX tags_by_list ON tags (list) WHERE list IS NOT NULL;
            """)
    }
}
