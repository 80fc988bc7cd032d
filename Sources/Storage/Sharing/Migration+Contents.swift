extension Migration {
    /// Version 8: files that may have the same bytes as others, on file systems where such files can share their blocks.
    ///
    /// Rows with the same `content` were found by the kernel to be equal and have their blocks together. Elsewhere the table
    /// stays empty.
    static let contents = Migration { connection in
        try connection.execute(
            """
            CREATE TABLE contents (
                id INTEGER PRIMARY KEY,
                size INTEGER NOT NULL,
                fingerprint INTEGER NOT NULL,
                layer INTEGER NOT NULL REFERENCES layers (id) ON DELETE CASCADE,
                path BLOB NOT NULL,
                content INTEGER
            );
            CREATE INDEX contents_by_fingerprint ON contents (size, fingerprint);
            CREATE INDEX contents_by_layer ON contents (layer);
            """)
    }
}
