extension Migration {
    /// Version 3: cache mounts.
    static let cacheMounts = Migration { connection in
        try connection.execute(
            """
            CREATE TABLE cache_mounts (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                name TEXT NOT NULL,
                created TEXT NOT NULL,
                last_used TEXT NOT NULL,
                use_count INTEGER NOT NULL
            );
            CREATE INDEX cache_mounts_by_name ON cache_mounts (name);
            """)
    }
}
