public import OCI

/// What COPY steps read, beside the records of their results, so that a later miss can name files.
extension Store {
    /// How many bytes of listings are kept.
    private static let listingBytes: Int64 = 64 << 20
    /// The most that one listing may have.
    public static let listingLimit = 4 << 20

    /// Keeps the listing of a record; one that is too long is not kept. The oldest go where there are too many.
    public func addListing(_ bytes: [UInt8], of key: Digest) throws {
        if bytes.count > Self.listingLimit { return }
        try database.write { connection in
            // A prune may have taken the record meanwhile; its listing would explain nothing.
            try connection.run(
                """
                INSERT INTO cache_listings (key, size, bytes)
                SELECT key, ?2, ?3 FROM cache_records WHERE key = ?1
                ON CONFLICT (key) DO UPDATE SET size = excluded.size, bytes = excluded.bytes
                """, key, bytes.count, bytes)
            while try connection.integer("SELECT sum(size) FROM cache_listings") > Self.listingBytes {
                try connection.run(
                    "DELETE FROM cache_listings WHERE number IN (SELECT number FROM cache_listings ORDER BY number LIMIT 4)"
                )
            }
        }
    }

    /// The listing of a record; `nil` where none is kept.
    public func listing(of key: Digest) throws -> [UInt8]? {
        try database.read { connection in
            try connection.query("SELECT bytes FROM cache_listings WHERE key = ?", key) { $0.blob(0) }
        }.first
    }

    /// The record of a key as it is, its layer gone or not; no use is counted.
    public func keptRecord(for key: Digest) throws -> CacheRecord? {
        try database.read { connection in
            try connection.first(CacheRecord.source + " WHERE key = ?", key) { row throws(DatabaseError) in
                try CacheRecord(row: row)
            }
        }
    }
}
