internal import LinuxSystem
internal import OCI

/// Keeping the build cache within its bound.
extension Store {
    /// Removes what was not used for longest where the cache takes more than some bytes of disk.
    ///
    /// Looks at sums in the database first, which say more than the disk would: where these are within the bound, nothing is
    /// walked. Only cache mounts that steps used since they were last measured are. Ends the session where something has to
    /// go, as what the session holds would stay.
    ///
    /// - Returns: what went; `nil` where the cache is within the bound, or nothing of it may go.
    /// - Throws: `.busy`, `.system`.
    public func keepCache(within bound: Int64) throws -> GarbageReport? {
        if try cacheBytesAtMost(counting: bound) <= bound { return nil }
        try endSession()
        var pruning = CachePruning()
        // 0 would be no bound.
        pruning.maximumBytes = max(1, bound)
        if try planPruning(pruning).entries.isEmpty { return nil }
        return try pruneCache(pruning)
    }

    /// What a layer takes that was not measured yet, at most: a block for the end of each file, and its attributes.
    private static let layerBytes =
        "total(coalesce(disk_bytes, byte_size + 4608 * entry_count) + coalesce(blob_size, 0))"

    /// A number that the cache's bytes of disk are not above. Layers of images are told apart only where the sum with them is
    /// above the bound.
    private func cacheBytesAtMost(counting bound: Int64) throws -> Int64 {
        let (others, unknown, all) = try database.read { connection in
            (
                try connection.integer("SELECT total(disk_bytes) FROM cache_mounts")
                    + connection.integer("SELECT total(byte_size) FROM kept_failures"),
                try connection.integer("SELECT count(*) FROM cache_mounts WHERE disk_bytes IS NULL"),
                try connection.integer("SELECT \(Self.layerBytes) FROM layers")
            )
        }
        let rest = try others + (unknown > 0 ? measureMounts() : 0)
        if rest + all <= bound { return rest + all }
        let own = try database.read { connection in
            try connection.integer(
                "SELECT \(Self.layerBytes) FROM layers WHERE id NOT IN (SELECT layer FROM image_layers)")
        }
        return rest + own
    }

    /// Measures the cache mounts that were used since they were last measured, and notes what they take.
    private func measureMounts() throws -> Int64 {
        let unknown = try database.read { connection in
            try connection.query("SELECT \(CacheMount.columns) FROM cache_mounts WHERE disk_bytes IS NULL") {
                CacheMount(row: $0)
            }
        }
        let sizes = try whileDoing("measuring cache mounts in \(root)") {
            try unknown.map { ($0.id, try TreeSize.blocks(of: $0.path, in: directory)) }
        }
        try database.write { connection in
            for (id, bytes) in sizes {
                try connection.run("UPDATE cache_mounts SET disk_bytes = ? WHERE id = ?", bytes, id)
            }
        }
        return sizes.reduce(0) { $0 + $1.1 }
    }
}
