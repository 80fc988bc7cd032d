public import OCI

/// The cache of build steps.
extension Store {
    /// The record of a key; `nil` where there is none, or its layer is gone.
    ///
    /// With `orBare` a record whose layer is gone is given as well, without the layer, where it tells what that contained.
    ///
    /// Counts the use, that of a short cut for the record that it leads to as well, and holds the layer for the present session, which begins here if it has not begun.
    public func cacheRecord(for key: Digest, orBare: Bool = false) throws -> CacheRecord? {
        try beginSession()
        let found = try database.read { connection in
            try connection.first(CacheRecord.source + " WHERE key = ?", key) { row throws(DatabaseError) in
                try CacheRecord(row: row)
            }
        }
        guard var record = found else { return nil }
        if let layer = record.layer {
            if try verified(layer) == nil || !hasDirectory(layer.id) { record.loseLayer() }
        }
        if record.layerIsGone, !orBare || record.contentDigest == nil { return nil }
        return try database.write { [record] connection in
            if let layer = record.layer {
                // Taken away between the look-up and now: a miss.
                guard try Self.layer(connection, id: layer.id) != nil else { return nil }
                try Self.touch(connection, layers: [layer.id])
            }
            try connection.run(
                "UPDATE cache_records SET last_used = ?, use_count = use_count + 1 WHERE key IN (?, ?)",
                Timestamp.now().description, key, record.wholeKey)
            return record
        }
    }

    /// Whether any record that can be a hit has a shape; with `orBare`, one whose layer is gone is enough.
    public func hasCacheRecord(shape: Digest, orBare: Bool = false) throws -> Bool {
        try database.read { connection in
            try connection.integer(
                """
                SELECT EXISTS (SELECT 1 FROM cache_records WHERE shape = ?
                AND (?2 OR NOT (has_layer AND layer IS NULL)))
                """, shape, orBare) != 0
        }
    }

    /// Keeps a record; one of the same key is replaced.
    public func addCacheRecord(_ record: CacheRecord) throws {
        try database.write { connection in
            try connection.run(
                """
                INSERT INTO cache_records (key, shape, kind, step, parts, has_layer, layer, below, content_digest,
                    created, duration, last_used, use_count)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)
                ON CONFLICT (key) DO UPDATE SET shape = excluded.shape, kind = excluded.kind, step = excluded.step,
                    parts = excluded.parts, has_layer = excluded.has_layer, layer = excluded.layer,
                    below = excluded.below, content_digest = excluded.content_digest,
                    created = excluded.created, duration = excluded.duration, last_used = excluded.last_used
                """,
                record.key, record.shape, record.kind, record.step, record.parts,
                record.layer != nil || record.layerIsGone,
                record.layer?.id.rawValue, record.below, record.contentDigest, record.created.description,
                record.duration, Timestamp.now().description)
        }
    }

    /// The records, last used first, those whose layers are gone included.
    public func cacheRecords(kind: String? = nil, limit: Int = 1000) throws -> [CacheRecord] {
        try database.read { connection in
            try connection.query(
                CacheRecord.source + " WHERE ?1 IS NULL OR kind = ?1 ORDER BY last_used DESC, key LIMIT ?2", kind, limit
            ) { row throws(DatabaseError) in try CacheRecord(row: row) }
        }
    }

    /// The records of one instruction, last used first: the candidates when a miss is explained.
    public func cacheRecords(step: String, limit: Int = 20) throws -> [CacheRecord] {
        try database.read { connection in
            try connection.query(
                CacheRecord.source + " WHERE step = ? ORDER BY last_used DESC, key LIMIT ?", step, limit
            ) { row throws(DatabaseError) in try CacheRecord(row: row) }
        }
    }
}
