internal import LinuxSystem
internal import OCI

/// Making the build cache smaller.
extension Store {
    /// What of the cache a clean-up would take now, in its order, and the bytes of disk that would be free then.
    ///
    /// - Throws: `.busy`, `.system`.
    public func planPruning(_ pruning: CachePruning) throws -> (entries: [CacheEntry], bytes: Int64) {
        let entries = try cacheEntries()
        let units = CacheUnit.units(of: entries)
        if pruning.isBounded { return Self.bounded(units, pruning) }
        let chosen = entries.filter { entry in
            !entry.isInUse && (pruning.all || !entry.isNeeded) && pruning.chooses(entry)
        }
        let keys = Set(chosen.map(\.id))
        // A layer goes with the last of its records.
        let freed = units.filter { !$0.isHeld && $0.entries.allSatisfy { keys.contains($0.id) } }
        return (chosen.reversed(), freed.reduce(0) { $0 + $1.bytes })
    }

    private static func bounded(
        _ units: [CacheUnit], _ pruning: CachePruning
    ) -> (entries: [CacheEntry], bytes: Int64) {
        let own = units.filter { unit in !unit.entries.contains(where: \.isNeeded) }
        var total = own.reduce(0) { $0 + $1.bytes }
        let kept = pruning.keptBytes(of: total)
        var taken: (entries: [CacheEntry], bytes: Int64) = ([], 0)
        for unit in CacheUnit.order(own.filter { !$0.isHeld && $0.entries.allSatisfy(pruning.chooses) }) {
            if total <= kept { break }
            taken.entries += unit.entries
            taken.bytes += unit.bytes
            total -= unit.bytes
        }
        return taken
    }

    /// Removes what no image needs; with `all` also the records of the images' steps.
    ///
    /// - Throws: `.busy`, `.system`.
    public func pruneCache(all: Bool = false) throws -> GarbageReport { try pruneCache(CachePruning(all: all)) }

    /// Removes what is chosen of the build cache, and what nothing refers to. What a running command uses stays, and so do
    /// layers of images and containers.
    ///
    /// Records go first, in one transaction; a process that dies after that leaves files that the next collection takes.
    ///
    /// - Throws: `.busy`, `.system`.
    public func pruneCache(_ pruning: CachePruning) throws -> GarbageReport {
        let chosen = try planPruning(pruning).entries
        let removed = try database.write { connection in
            let horizon = try horizon(connection)
            let removed = try chosen.filter { entry in
                if pruning.isBounded { return try Self.removeLayer(of: entry, horizon, connection) }
                return try Self.removeRecord(of: entry, horizon, connection)
            }
            try Self.forgetBare(connection)
            if pruning.all, pruning.filter == nil, pruning.unusedSince == nil, !pruning.isBounded {
                try connection.run("DELETE FROM cache_records WHERE kind = ?", CacheRecord.moment)
            }
            return removed
        }
        let trash = try makeLockedDirectory()
        defer { trash.remove() }
        let mounts = Set(chosen.compactMap { if case .mount(let mount) = $0.content { mount.id } else { nil } })
        let gone = try whileDoing("removing cache mounts in \(root)") { try pruneCacheMounts(mounts, to: trash) }
        let mountBytes = try whileDoing("removing cache mounts in \(root)") {
            try TreeSize.blocks(in: trash.name, of: directory)
        }
        let failures = chosen.filter { if case .failure = $0.content { true } else { false } }
        for case .failure(let failure) in failures.map(\.content) { try removeKeptFailure(failure.id) }
        var report = try collectGarbage()
        let layers = Set(report.layers)
        report.entries =
            removed
            + chosen.filter { entry in
                switch entry.content {
                case .mount(let mount): gone.contains(mount.id)
                case .layer(let layer): layers.contains(layer.diffID)
                case .failure: true
                case .step: false
                }
            }
        if pruning.isBounded { report.layers += Set(removed.compactMap(\.layer?.diffID)).subtracting(layers) }
        report.cacheRecords = removed.count
        report.cacheMounts = gone.count
        report.freedBytes += mountBytes + failures.reduce(0) { $0 + $1.bytes }
        return report
    }

    /// Removes a record, with the short cuts to its layer where it was the last one that has it.
    private static func removeRecord(
        of entry: CacheEntry, _ horizon: Int64, _ connection: Connection
    ) throws(DatabaseError) -> Bool {
        guard let record = entry.record else { return false }
        try connection.run(
            """
            DELETE FROM cache_records
            WHERE key = ? AND (layer IS NULL OR layer IN (SELECT id FROM layers WHERE touched < ?))
            """, record.key, horizon)
        if connection.changedRows == 0 { return false }
        try connection.run(
            """
            DELETE FROM cache_records WHERE kind = ?1 AND coalesce(layer = ?2, content_digest = ?3)
            AND NOT EXISTS (SELECT 1 FROM cache_records AS other WHERE other.kind <> ?1
                AND other.content_digest = ?3)
            """, CacheRecord.shortCut, record.layer?.id.rawValue, record.contentDigest)
        return true
    }

    /// Seconds for which a record without its layer is of use.
    private static let bareLifetime: Int64 = 90 * 86_400

    /// Removes the records that lost their layers and that nobody has used for long.
    private static func forgetBare(_ connection: Connection) throws(DatabaseError) {
        let moment = Timestamp(seconds: Timestamp.now().seconds - bareLifetime)
        try connection.run(
            "DELETE FROM cache_records WHERE has_layer AND layer IS NULL AND last_used < ?", moment.description)
    }

    /// Removes the layer of a record that stays.
    private static func removeLayer(
        of entry: CacheEntry, _ horizon: Int64, _ connection: Connection
    ) throws(DatabaseError) -> Bool {
        guard entry.record != nil, let layer = entry.layer else { return false }
        try connection.run(
            "DELETE FROM layers WHERE id = ? AND touched < ? AND id NOT IN (SELECT layer FROM image_layers)",
            layer.id.rawValue, horizon)
        if connection.changedRows > 0 { return true }
        // The layer of two records went with the first of them.
        return try connection.integer("SELECT NOT EXISTS (SELECT 1 FROM layers WHERE id = ?)", layer.id.rawValue) != 0
    }
}
