internal import LinuxSystem
internal import OCI
internal import SystemPackage

/// Garbage collection: removing what nothing refers to.
///
/// Records go first, in one transaction; then the files that no record names are moved aside and removed. A process that
/// dies in between leaves files without records, which the next collection takes. What a living session used or made is
/// left alone, as is whatever an image, a cache record or a container needs.
extension Store {
    /// Removes layers and blobs that nothing refers to, and what dead processes left.
    ///
    /// - Throws: `.busy`, `.system`.
    public func collectGarbage() throws -> GarbageReport {
        let shared = try sharedFileBytes()
        var report = try database.write { connection in try forgetUnreferenced(connection) }
        try sweepWork()
        try sweepContainers()
        try sweepLocks()
        try sweepPartialBlobs(before: Timestamp.now().seconds - PartialBlob.lifetime)
        try sweepStagedBlobs()
        let trash = try makeLockedDirectory()
        defer { trash.remove() }
        let moved = try whileDoing("collecting garbage in \(root)") {
            try database.write { connection in try moveOrphans(connection, to: trash) }
        }
        report.orphans = moved
        // Blocks that a removed file had together with one that stays are not free.
        let stillTaken = try shared - sharedFileBytes()
        report.freedBytes = try whileDoing("collecting garbage in \(root)") {
            max(0, try TreeSize.blocks(in: trash.name, of: directory) - stillTaken)
        }
        return report
    }

    private func forgetUnreferenced(_ connection: Connection) throws -> GarbageReport {
        let horizon = try horizon(connection)
        var report = GarbageReport()
        report.layers = try connection.query(
            """
            DELETE FROM layers WHERE touched < ? AND id NOT IN (SELECT layer FROM image_layers)
            AND id NOT IN (SELECT layer FROM cache_records WHERE layer IS NOT NULL) RETURNING diff_id
            """, horizon
        ) { row throws(DatabaseError) in try row.digest(0) }
        try connection.run("DELETE FROM encodings WHERE diff_id NOT IN (SELECT diff_id FROM layers)")
        try forgetKeptManifests(connection)
        report.blobs = try connection.query(
            """
            DELETE FROM blobs WHERE touched < ? AND digest NOT IN (SELECT manifest FROM images)
            AND digest NOT IN (SELECT configuration FROM images) AND digest NOT IN (SELECT diff_id FROM layers)
            AND digest NOT IN (SELECT blob FROM layers WHERE blob IS NOT NULL)
            AND digest NOT IN (SELECT blob FROM image_layers) AND digest NOT IN (SELECT digest FROM indexes)
            AND digest NOT IN (SELECT blob FROM index_blobs) AND digest NOT IN (SELECT blob FROM kept_blobs)
            AND digest NOT IN (SELECT digest FROM kept_manifests WHERE kind = 'other') RETURNING digest
            """, horizon
        ) { row throws(DatabaseError) in try row.digest(0) }
        try forgetSources(connection)
        return report
    }

    /// Moves files and directories that no record names into a work directory. Inside a write transaction, so that no
    /// other process is between its rename and its record.
    private func moveOrphans(_ connection: Connection, to trash: WorkDirectory) throws -> Int {
        let (layers, blobs) = try namesInUse(connection)
        return try moveOrphans(in: "layers", knowing: layers, to: trash)
            + moveOrphans(in: "blobs/sha256", knowing: blobs, to: trash)
            + moveOrphans(in: CacheMount.place, knowing: cacheMountNames(connection), to: trash)
    }

    /// The names that records give to entries of `layers` and of `blobs/sha256`.
    func namesInUse(_ connection: Connection) throws -> (layers: Set<String>, blobs: Set<String>) {
        let ids = try connection.query("SELECT id FROM layers") { LayerID(rawValue: $0.integer(0)) }
        var layers = Set(ids.map(\.name))
        for note in LayerNote.allCases { layers.formUnion(ids.map(note.name)) }
        layers.insert(LayerID(rawValue: 0).name)
        layers.formUnion(
            try connection.query("SELECT layer, number FROM variants") {
                VariantRecord.name(LayerID(rawValue: $0.integer(0)), $0.integer(1))
            })
        let blobs = try connection.query("SELECT digest FROM blobs") { row throws(DatabaseError) in
            try row.digest(0).hex
        }
        return (layers, Set(blobs))
    }

    /// The names that records give to entries of `cache-mounts`.
    func cacheMountNames(_ connection: Connection) throws -> Set<String> {
        Set(try connection.query("SELECT id FROM cache_mounts") { CacheMount.directoryName($0.integer(0)) })
    }

    private func moveOrphans(in place: String, knowing known: Set<String>, to trash: WorkDirectory) throws -> Int {
        // A store that an older program made has no cache mounts.
        if try directory.statusIfPresent(of: Array(place.utf8)) == nil { return 0 }
        var count = 0
        for entry in try directory.openDirectory(Array(place.utf8)).entries() {
            let name = String(decoding: entry.name, as: UTF8.self)
            if known.contains(name) { continue }
            let target = "\(trash.name)/\(place.prefix(1))-\(name)"
            try directory.rename(Array("\(place)/\(name)".utf8), to: Array(target.utf8))
            count += 1
        }
        return count
    }

    /// Removes containers that were to go with their process and whose process is dead, directories that no record
    /// names, and the lock files of what is no more.
    func sweepContainers() throws {
        let (known, ephemeral) = try database.read { connection in
            (
                Set(try connection.query("SELECT id FROM containers") { $0.text(0) }),
                try connection.rows(Container.source + " WHERE removes_itself") { row in
                    try Container(row: row, root: root, isHeld: { _ in true })
                }
            )
        }
        for container in ephemeral {
            // A living process has it: not garbage.
            do { try removeContainer(container) } catch let error as StorageError where error.code == .conflict {}
        }
        for entry in try directory.openDirectory(Array("containers".utf8)).entries() {
            let id = String(decoding: entry.name, as: UTF8.self)
            if known.contains(id) { continue }
            // Made, not yet recorded: the lock is taken.
            guard let lock = try LockFile.acquireIfFree(root.appending(Container.lockName(id))) else { continue }
            if try container(id: id) == nil { removeContainerFiles(id) }
            withExtendedLifetime(lock) {}
        }
    }

    /// Removes the lock files of processes that died. One that is held, or that belongs to a container, stays.
    private func sweepLocks() throws {
        let locks = try directory.openDirectory(Array("locks".utf8))
        let containers = Set(
            try database.read { try $0.query("SELECT id FROM containers") { Container.lockName($0.text(0)) } })
        for entry in try locks.entries() {
            let name = "locks/" + String(decoding: entry.name, as: UTF8.self)
            // Locks of cache mounts go with them: to take one, even for a moment, would turn a build away from it.
            guard name.contains("-"), !name.hasPrefix("locks/mount-"), !containers.contains(name),
                let lock = try LockFile.acquireIfFree(root.appending(name))
            else { continue }
            try locks.removeTree(entry.name)
            withExtendedLifetime(lock) {}
        }
    }
}
