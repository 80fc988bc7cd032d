internal import LinuxSystem
internal import SystemPackage

/// The numbered versions of the database, and the way from each to the next.
struct Schema: Sendable {
    /// `user_version` of a database that has gone through the first N migrations is N.
    let migrations: [Migration]
    /// `application_id` of the file: "Stra".
    static let applicationID: Int64 = 0x5374_7261

    /// What this program writes.
    static let current = Schema(
        migrations: [
            .first, .encodings, .cacheMounts, .removals, .builds, .cacheChains, .indexes, .contents, .sources,
            .encodingAnnotations, .fileDigests, .keptManifests, .partChecks, .digestedLayers,
        ])

    /// The number of the newest version.
    var version: Int64 { Int64(migrations.count) }

    /// Whether the database is of this version. One page is read, nothing else.
    ///
    /// - Throws: a refusal where a newer program wrote it, or another kind of program.
    func isCurrent(_ connection: Connection) throws -> Bool {
        let found = try connection.integer("PRAGMA user_version")
        let application = try connection.integer("PRAGMA application_id")
        if found == version, application == Self.applicationID { return true }
        if found != 0 || application != 0 { try refuseForeign(found: found, application: application) }
        return false
    }

    /// Makes the tables of a new database, or brings an older one up to date after a copy of it.
    ///
    /// The caller holds the lock that lets one process do this at a time. Each migration is one transaction.
    func prepare(_ connection: Connection, at path: FilePath) throws {
        if try isCurrent(connection) { return }
        let found = try connection.integer("PRAGMA user_version")
        if found == 0 {
            try connection.execute("PRAGMA journal_mode=WAL; PRAGMA application_id=\(Self.applicationID)")
        } else {
            try Self.copy(connection, to: FilePath("\(path).v\(found).backup"))
        }
        for (number, migration) in migrations.enumerated().dropFirst(Int(found)) {
            try connection.run("BEGIN IMMEDIATE")
            do {
                try migration.apply(connection)
                try connection.execute("PRAGMA user_version=\(number + 1)")
                try connection.run("COMMIT")
            } catch {
                // SQLite may have rolled back by itself; either way the version stays what it was.
                try? connection.run("ROLLBACK")
                throw error
            }
        }
    }

    private func refuseForeign(found: Int64, application: Int64) throws {
        if application != Self.applicationID {
            throw StorageError(
                .damagedDatabase, "the store's database is of another program (application id \(application))",
                hint: "set STRATA_ROOT to a directory that Strata made, or to a new one")
        }
        if found > version {
            throw StorageError(
                .newerVersion, "the store has format \(found); this strata knows formats up to \(version)",
                hint: "use the newer strata that wrote it, or set STRATA_ROOT to another directory")
        }
    }

    /// Writes a consistent copy of the database beside it; whole or not at all.
    private static func copy(_ connection: Connection, to path: FilePath) throws {
        let directory = try DirectoryHandle.open(path.removingLastComponent())
        let name = path.lastComponent?.string ?? ""
        let partial = Array((name + ".partial").utf8)
        try directory.removeTree(partial)
        try connection.run("VACUUM INTO ?", path.string + ".partial")
        try directory.rename(partial, to: Array(name.utf8))
    }
}
