extension Migration {
    /// Version 8: files that may have the same bytes as others, on file systems where such files can share their blocks.
    ///
    /// `content` is the first row, of those that the kernel found to be equal, whose blocks a file has; the first one has NULL there.
    /// On other file systems the table stays empty.
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
