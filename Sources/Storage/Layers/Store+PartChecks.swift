internal import LayerArchive

/// The checks of the parts of large layers' archives: an archive that is made again is compared with them, not hashed once more.
extension Store {
    /// A layer of fewer parts is hashed in no time.
    private static let fewest = 5

    /// Version 13: checks of a layer's archive, four bytes a MiB (`PartChecks`), big-endian.
    static func keepChecks(_ checks: PartChecks, of layer: LayerID, _ connection: Connection) throws(DatabaseError) {
        if checks.parts.count < fewest { return }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(4 * checks.parts.count)
        for part in checks.parts { withUnsafeBytes(of: part.bigEndian) { bytes += $0 } }
        try connection.run("INSERT INTO part_checks (layer, checks) VALUES (?, ?)", layer.rawValue, bytes)
    }

    /// What `keepChecks` kept of a layer; `nil` where that is nothing.
    static func partChecks(_ connection: Connection, of layer: LayerID) throws -> PartChecks? {
        let found = try connection.rows("SELECT checks FROM part_checks WHERE layer = ?", layer.rawValue) { $0.blob(0) }
        guard let bytes = found.first, bytes.count.isMultiple(of: 4) else { return nil }
        return PartChecks(
            parts: stride(from: 0, to: bytes.count, by: 4).map { start in
                bytes[start..<start + 4].reduce(0) { $0 << 8 | UInt32($1) }
            })
    }
}

extension Migration {
    /// Version 13: what `Store.keepChecks` keeps.
    static let partChecks = Migration { connection in
        try connection.execute(
            """
            CREATE TABLE part_checks (
                layer INTEGER PRIMARY KEY REFERENCES layers (id) ON DELETE CASCADE,
                checks BLOB NOT NULL
            );
            """)
    }
}
