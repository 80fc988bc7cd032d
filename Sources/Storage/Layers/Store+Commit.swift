public import LayerArchive
internal import LinuxSystem
public import OCI
internal import SystemPackage

/// Making a layer of a finished directory.
extension Store {
    /// Takes the upper directory of a work directory into the store as a layer: one rename and one record, together.
    ///
    /// The same diff-id is never kept twice. Where `cutOff` is true and a layer with the same *content* is kept, that
    /// one is the result (early cut-off, layer rule 2); pass false where times are set on purpose (SOURCE_DATE_EPOCH).
    /// The work directory is used up in any case.
    ///
    /// - Throws: `.noSpace`, `.busy`, `.system`. The store is as it was then.
    public func commitLayer(
        _ work: WorkDirectory, summary: LayerSummary, mtimeRule: MTimeRule = .all, created: Timestamp,
        cutOff: Bool = true
    ) throws -> CommittedLayer {
        try commit(NewLayer(summary: summary, mtimeRule: mtimeRule, created: created, cutOff: cutOff), from: work)
    }

    func commit(_ new: NewLayer, from work: WorkDirectory) throws -> CommittedLayer {
        let result = try keep(new, from: work)
        DebugLog.note(
            "store",
            "layer \(result.layer.id.name) \(result.isNew ? "made" : "was there already"): \(result.layer.diffID)")
        if result.isNew { shareContents(of: result.layer) }
        return result
    }

    private func keep(_ new: NewLayer, from work: WorkDirectory) throws -> CommittedLayer {
        defer { work.remove() }
        try settleCandidates(for: new)
        return try database.write { connection in
            if let kept = try Self.layer(connection, diffID: new.summary.diffID) {
                try restoreDirectory(of: kept, new, from: work, connection)
                try adoptBlob(of: new, for: kept, connection)
                try Self.touch(connection, layers: [kept.id])
                return CommittedLayer(layer: kept, isNew: false)
            }
            if new.cutOff, let kept = try Self.layer(connection, contentDigest: new.summary.contentDigest),
                try hasDirectory(kept.id)
            {
                try Self.touch(connection, layers: [kept.id])
                return CommittedLayer(layer: kept, isNew: false)
            }
            let id = try new.insert(connection)
            try moveUpper(of: work, to: id)
            if let blob = new.staged { try keepBlob(blob, connection) }
            if let variant = new.variant {
                try VariantRecord.insert(
                    connection, layer: id, parents: variant.parents, facts: variant.facts, number: 0)
            }
            guard let layer = try Self.layer(connection, id: id) else {
                throw StorageError(.damagedDatabase, "layer \(id.name) cannot be read back from the store's database")
            }
            return CommittedLayer(layer: layer, isNew: true)
        }
    }

    /// A layer that the store had without a blob keeps the one that has now come; one that came compressed before turns
    /// out to have the tar that Strata makes.
    private func adoptBlob(of new: NewLayer, for kept: Layer, _ connection: Connection) throws {
        if new.isCanonical, !kept.isCanonical {
            try connection.run("UPDATE layers SET is_canonical = 1 WHERE id = ?", kept.id.rawValue)
        }
        guard let staged = new.staged, let blob = new.blob else { return }
        try keepBlob(staged, connection)
        try connection.run(
            "UPDATE layers SET blob = ?, blob_type = ?, blob_size = ? WHERE id = ? AND blob IS NULL", blob.digest,
            blob.mediaType.rawValue, blob.size, kept.id.rawValue)
    }

    /// Verifies kept layers that could take the new one's place, if a power cut may have damaged them.
    private func settleCandidates(for new: NewLayer) throws {
        let candidates = try database.read { connection in
            [
                try Self.layer(connection, diffID: new.summary.diffID),
                new.cutOff ? try Self.layer(connection, contentDigest: new.summary.contentDigest) : nil,
            ]
        }
        for candidate in candidates.compactMap({ $0 }) { _ = try verified(candidate) }
    }

    func hasDirectory(_ layer: LayerID) throws -> Bool { try hasDirectory(named: layer.name) }

    func hasDirectory(named name: String) throws -> Bool {
        try directory.statusIfPresent(of: Array("layers/\(name)".utf8)) != nil
    }

    /// A layer whose directory was lost gets the new one of the same diff-id.
    private func restoreDirectory(
        of kept: Layer, _ new: NewLayer, from work: WorkDirectory, _ connection: Connection
    ) throws {
        if kept.dependsOnBase {
            guard let variant = new.variant else { return }
            _ = try keepVariant(
                of: kept.id, parents: variant.parents, facts: variant.facts, from: work, connection)
            return
        }
        if try hasDirectory(kept.id) { return }
        try moveUpper(of: work, to: kept.id)
        try connection.run("UPDATE layers SET boot = ? WHERE id = ?", Boot.current, kept.id.rawValue)
    }

    private func moveUpper(of work: WorkDirectory, to layer: LayerID) throws {
        try keepDirectory(of: work, as: layer.name)
    }

    /// Renames a finished upper directory to its place. What lies there already is of a process that died between its
    /// rename and its commit: the name was given out again, so nothing refers to it.
    func keepDirectory(of work: WorkDirectory, as name: String) throws {
        try whileDoing("keeping layer \(name)") {
            let place = Array("layers/\(name)".utf8)
            let upper = Array("\(work.name)/upper".utf8)
            do throws(SystemError) { try directory.renameExclusively(upper, to: place) } catch {
                guard error.isExisting else { throw error }
                try directory.rename(place, to: Array("\(work.name)/orphan".utf8))
                try directory.renameExclusively(upper, to: place)
            }
        }
    }
}

/// What is recorded of a layer that is about to be kept.
struct NewLayer {
    var summary: LayerSummary
    var mtimeRule: MTimeRule
    var created: Timestamp
    var cutOff: Bool
    /// The blob that it came with, where that is kept.
    var blob: Descriptor?
    /// That blob in the work directory.
    var staged: StagedBlob?
    var isCanonical = true
    /// What lay below when it was unpacked, where the directory depends on that (layer rule 8).
    var variant: (parents: Digest, facts: Digest)?
    var dependsOnBase: Bool { variant != nil }

    /// Adds the row; the number that comes back names the directory.
    func insert(_ connection: Connection) throws(DatabaseError) -> LayerID {
        try connection.run(
            """
            INSERT INTO layers (diff_id, content_digest, tar_size, byte_size, entry_count, root, is_canonical, mtime_rule,
                depends_on_base, blob, blob_type, blob_size, created, boot, touched)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, \(Connection.now))
            """,
            summary.diffID, summary.contentDigest, summary.tarSize, summary.contentSize, summary.entryCount,
            summary.rootMetadata?.record, isCanonical, mtimeRule.record, dependsOnBase, blob?.digest,
            blob?.mediaType.rawValue, blob?.size, created.description, Boot.current)
        let layer = LayerID(rawValue: connection.lastInsertedRow)
        if isCanonical { try Store.keepChecks(summary.checks, of: layer, connection) }
        return layer
    }
}
