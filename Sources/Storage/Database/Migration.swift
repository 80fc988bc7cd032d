/// One step from a version of the database to the next.
struct Migration: Sendable {
    /// Changes tables and rows, inside a transaction.
    let apply: @Sendable (Connection) throws -> Void
}

extension Migration {
    /// Version 1: the tables of the first release.
    ///
    /// Digests are 32-byte blobs, moments RFC 3339 text, sizes bytes. `touched` holds the number of the session clock
    /// at the last use: what was touched since the oldest living session began is left alone by garbage collection.
    static let first = Migration { connection in
        try connection.execute(
            """
            CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
            INSERT INTO counters VALUES ('session', 1), ('tags', 0), ('index', 0);

            CREATE TABLE sessions (name TEXT PRIMARY KEY, started INTEGER NOT NULL) WITHOUT ROWID;

            CREATE TABLE layers (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                diff_id BLOB NOT NULL UNIQUE,
                content_digest BLOB NOT NULL,
                tar_size INTEGER NOT NULL,
                byte_size INTEGER NOT NULL,
                entry_count INTEGER NOT NULL,
                root TEXT,
                is_canonical INTEGER NOT NULL,
                mtime_rule TEXT NOT NULL,
                depends_on_base INTEGER NOT NULL,
                blob BLOB,
                blob_type TEXT,
                blob_size INTEGER,
                created TEXT NOT NULL,
                disk_bytes INTEGER,
                boot TEXT,
                touched INTEGER NOT NULL
            );
            CREATE INDEX layers_by_content ON layers (content_digest);
            CREATE INDEX layers_unsynced ON layers (boot) WHERE boot IS NOT NULL;

            CREATE TABLE variants (
                layer INTEGER NOT NULL REFERENCES layers (id) ON DELETE CASCADE,
                parents BLOB NOT NULL,
                facts BLOB NOT NULL,
                number INTEGER NOT NULL,
                PRIMARY KEY (layer, parents)
            ) WITHOUT ROWID;

            CREATE TABLE blobs (
                digest BLOB PRIMARY KEY,
                size INTEGER NOT NULL,
                boot TEXT,
                touched INTEGER NOT NULL
            ) WITHOUT ROWID;
            CREATE INDEX blobs_unsynced ON blobs (boot) WHERE boot IS NOT NULL;

            CREATE TABLE images (
                manifest BLOB PRIMARY KEY,
                manifest_size INTEGER NOT NULL,
                media_type TEXT NOT NULL,
                configuration BLOB NOT NULL,
                platform TEXT NOT NULL,
                created TEXT,
                byte_size INTEGER NOT NULL,
                layer_count INTEGER NOT NULL,
                touched INTEGER NOT NULL
            ) WITHOUT ROWID;
            CREATE INDEX images_by_configuration ON images (configuration);

            CREATE TABLE image_layers (
                manifest BLOB NOT NULL REFERENCES images (manifest) ON DELETE CASCADE,
                position INTEGER NOT NULL,
                layer INTEGER NOT NULL REFERENCES layers (id),
                blob BLOB NOT NULL,
                PRIMARY KEY (manifest, position)
            ) WITHOUT ROWID;
            CREATE INDEX image_layers_by_layer ON image_layers (layer);
            CREATE INDEX image_layers_by_blob ON image_layers (blob);

            CREATE TABLE tags (
                reference TEXT PRIMARY KEY,
                manifest BLOB NOT NULL REFERENCES images (manifest)
            ) WITHOUT ROWID;
            CREATE INDEX tags_by_manifest ON tags (manifest);

            CREATE TABLE cache_records (
                key BLOB PRIMARY KEY,
                shape BLOB,
                kind TEXT NOT NULL,
                step TEXT NOT NULL,
                parts TEXT NOT NULL,
                has_layer INTEGER NOT NULL,
                layer INTEGER REFERENCES layers (id) ON DELETE SET NULL,
                created TEXT NOT NULL,
                duration REAL NOT NULL,
                last_used TEXT NOT NULL,
                use_count INTEGER NOT NULL
            ) WITHOUT ROWID;
            CREATE INDEX cache_records_by_shape ON cache_records (shape) WHERE shape IS NOT NULL;
            CREATE INDEX cache_records_by_step ON cache_records (step);
            CREATE INDEX cache_records_by_layer ON cache_records (layer);

            CREATE TABLE containers (
                id TEXT PRIMARY KEY,
                name TEXT NOT NULL UNIQUE,
                manifest BLOB NOT NULL REFERENCES images (manifest),
                image_name TEXT NOT NULL,
                command TEXT NOT NULL,
                options TEXT NOT NULL,
                removes_itself INTEGER NOT NULL,
                state TEXT NOT NULL,
                exit_status INTEGER,
                created TEXT NOT NULL,
                started TEXT,
                finished TEXT
            ) WITHOUT ROWID;
            CREATE INDEX containers_by_manifest ON containers (manifest);
            """)
    }

    /// Version 2: what Strata's own compression makes of layers, so that the same blob is named again (layer rule 4).
    static let encodings = Migration { connection in
        try connection.execute(
            """
            CREATE TABLE encodings (
                diff_id BLOB NOT NULL,
                algorithm TEXT NOT NULL,
                level INTEGER NOT NULL,
                encoder TEXT NOT NULL,
                digest BLOB NOT NULL,
                size INTEGER NOT NULL,
                PRIMARY KEY (diff_id, algorithm, level, encoder)
            ) WITHOUT ROWID;
            """)
    }

    /// Version 4: an image that was removed while a container needs it is in no list any more.
    static let removals = Migration { connection in
        try connection.execute(
            """
            ALTER TABLE images ADD COLUMN is_removed INTEGER NOT NULL DEFAULT 0;
            CREATE INDEX images_removed ON images (is_removed) WHERE is_removed;
            """)
    }
}
