extension Migration {
    /// Version 5: the history of builds, what COPY steps read, and what failed steps left behind.
    ///
    /// The steps of a build are one JSON text beside its row: they are written and read together, and a list of builds
    /// passes over them. What belongs to a build goes with it; a listing goes with its cache record.
    static let builds = Migration { connection in
        try connection.execute(
            """
            CREATE TABLE builds (
                number INTEGER PRIMARY KEY AUTOINCREMENT,
                id TEXT NOT NULL UNIQUE,
                origin BLOB NOT NULL,
                name TEXT NOT NULL,
                platform TEXT NOT NULL,
                names TEXT NOT NULL,
                manifest BLOB,
                outcome TEXT NOT NULL,
                error TEXT,
                started TEXT NOT NULL,
                duration REAL NOT NULL,
                step_count INTEGER NOT NULL,
                cached_count INTEGER NOT NULL,
                log_bytes INTEGER NOT NULL,
                request TEXT NOT NULL
            );
            CREATE INDEX builds_by_origin ON builds (origin, number);
            CREATE INDEX builds_by_manifest ON builds (manifest, number) WHERE manifest IS NOT NULL;

            CREATE TABLE build_steps (
                build INTEGER PRIMARY KEY REFERENCES builds (number) ON DELETE CASCADE,
                steps TEXT NOT NULL
            );

            CREATE TABLE build_logs (
                build INTEGER NOT NULL REFERENCES builds (number) ON DELETE CASCADE,
                step INTEGER NOT NULL,
                bytes BLOB NOT NULL,
                PRIMARY KEY (build, step)
            );

            CREATE TABLE cache_listings (
                number INTEGER PRIMARY KEY,
                key BLOB NOT NULL UNIQUE REFERENCES cache_records (key) ON DELETE CASCADE,
                size INTEGER NOT NULL,
                bytes BLOB NOT NULL
            );

            CREATE TABLE kept_failures (
                id TEXT PRIMARY KEY,
                build TEXT NOT NULL,
                step INTEGER NOT NULL,
                name TEXT NOT NULL,
                created TEXT NOT NULL,
                expires TEXT NOT NULL,
                byte_size INTEGER NOT NULL,
                state TEXT NOT NULL
            ) WITHOUT ROWID;
            """)
    }
}
