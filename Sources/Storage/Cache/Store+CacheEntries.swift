internal import LinuxSystem
internal import OCI

/// Looking at the build cache.
extension Store {
    /// Everything that the build cache keeps, last used first, measured in blocks as du(1) does.
    ///
    /// A layer never changes, so each is walked once and its size noted; cache mounts are walked.
    ///
    /// - Throws: `.system`, `.busy`.
    public func cacheEntries() throws -> [CacheEntry] {
        try whileDoing("measuring the build cache in \(root)") {
            let facts = try cacheFacts()
            let bytes = try measuredLayers(facts.layers.values.sorted { $0.id < $1.id })
            var entries = facts.records.map { record in
                var entry = CacheEntry(.step(record))
                guard let layer = record.layer else { return entry }
                entry.isNeeded = facts.needed.contains(layer.id)
                entry.isInUse = facts.held.contains(layer.id)
                let size = bytes[layer.id] ?? 0
                if entry.isNeeded || (facts.users[layer.id] ?? 0) > 1 {
                    entry.sharedBytes = size
                } else {
                    entry.ownBytes = size
                }
                return entry
            }
            entries += facts.layers.values.filter { facts.users[$0.id] == nil && !facts.needed.contains($0.id) }
                .sorted { $0.id < $1.id }
                .map { layer in
                    var entry = CacheEntry(.layer(layer))
                    entry.ownBytes = bytes[layer.id] ?? 0
                    entry.isInUse = facts.held.contains(layer.id)
                    return entry
                }
            entries += try mountEntries()
            entries += try keptFailures().map { failure in
                var entry = CacheEntry(.failure(failure))
                entry.ownBytes = try TreeSize.blocks(of: "\(KeptFailure.place)/\(failure.id)", in: directory)
                return entry
            }
            return entries.sorted { left, right in
                let times = (left.lastUsed ?? .zero, right.lastUsed ?? .zero)
                return times.0 != times.1 ? times.0 > times.1 : left.id.hex < right.id.hex
            }
        }
    }

    private func mountEntries() throws -> [CacheEntry] {
        let used = try cacheMountsInUse()
        return try cacheMounts().map { mount in
            var entry = CacheEntry(.mount(mount))
            entry.ownBytes = try TreeSize.blocks(of: mount.path, in: directory)
            entry.isInUse = used.contains(mount.id)
            return entry
        }
    }

    /// What the database knows of the cache, as one read saw it.
    private struct CacheFacts: Sendable {
        var records: [CacheRecord] = []
        /// Layers of records, and those that nothing refers to.
        var layers: [LayerID: Layer] = [:]
        /// Layers of images.
        var needed: Set<LayerID> = []
        /// Layers that a running command uses.
        var held: Set<LayerID> = []
        /// How many records have a layer.
        var users: [LayerID: Int] = [:]
    }

    private func cacheFacts() throws -> CacheFacts {
        try database.read { connection in
            var facts = CacheFacts()
            // A short cut stands for a step where no other record has its layer any more.
            facts.records = try connection.query(
                CacheRecord.source + """
                     WHERE \(CacheRecord.isStep) OR kind = ? AND layer IS NOT NULL AND NOT EXISTS (
                    SELECT 1 FROM cache_records AS other WHERE other.layer = cache_records.layer AND other.\(CacheRecord.isStep))
                    """, CacheRecord.shortCut
            ) { row throws(DatabaseError) in try CacheRecord(row: row) }
            for layer in facts.records.compactMap(\.layer) {
                facts.layers[layer.id] = layer
                facts.users[layer.id, default: 0] += 1
            }
            let idle = try connection.query(
                """
                SELECT \(Layer.columns) FROM layers WHERE id NOT IN (SELECT layer FROM image_layers)
                AND id NOT IN (SELECT layer FROM cache_records WHERE layer IS NOT NULL)
                """
            ) { row throws(DatabaseError) in try Layer(row: row) }
            for layer in idle { facts.layers[layer.id] = layer }
            facts.needed = Set(
                try connection.query("SELECT DISTINCT layer FROM image_layers") { LayerID(rawValue: $0.integer(0)) })
            facts.held = Set(
                try connection.query("SELECT id FROM layers WHERE touched >= ?", oldestSession(connection).oldest) {
                    LayerID(rawValue: $0.integer(0))
                })
            return facts
        }
    }
}
