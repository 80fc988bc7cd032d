extension Migration {
    /// Version 6: what a cache record stands on and what its layer contains, so that it tells of its chain when the
    /// layer is gone; and the sizes by which the cache is bounded.
    static let cacheChains = Migration { connection in
        try connection.execute(
            """
            ALTER TABLE cache_records ADD COLUMN below BLOB;
            ALTER TABLE cache_records ADD COLUMN content_digest BLOB;
            UPDATE cache_records SET content_digest =
                (SELECT layers.content_digest FROM layers WHERE layers.id = cache_records.layer);
            ALTER TABLE cache_mounts ADD COLUMN disk_bytes INTEGER;
            CREATE INDEX layers_by_size ON layers (disk_bytes, byte_size, entry_count, blob_size);
            """)
    }
}
