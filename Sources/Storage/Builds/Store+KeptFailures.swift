internal import LinuxSystem
public import OCI
internal import SystemPackage

/// What failed steps left, where somebody asked to keep it.
extension Store {
    /// Takes the upper directory of a failed step over; the work directory goes on without one.
    ///
    /// - Throws: `.noSpace`, `.noAccess`.
    public func keepFailure(
        _ work: WorkDirectory, build: String, step: Int, name: String, state: JSONValue
    ) throws -> KeptFailure {
        let id = RandomName.makeHex(digits: 12)
        let now = Timestamp.now()
        return try whileDoing("keeping what a failed step left") {
            try directory.makeDirectoryIfMissing(KeptFailure.place, permissions: 0o700)
            let bytes = try TreeSize.blocks(of: "\(work.name)/upper", in: directory)
            return try database.write { connection in
                try connection.run(
                    "INSERT INTO kept_failures (\(KeptFailure.columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", id, build,
                    step, name, now.description, Timestamp(seconds: now.seconds + KeptFailure.lifetime).description,
                    bytes, state.compact())
                try directory.rename(
                    Array("\(work.name)/upper".utf8), to: Array("\(KeptFailure.place)/\(id)".utf8))
                let made = try connection.query(
                    "SELECT \(KeptFailure.columns) FROM kept_failures WHERE id = ?", id
                ) { KeptFailure(row: $0, root: root) }
                guard let failure = made.first else { throw DatabaseError.damagedValue(column: 0) }
                return failure
            }
        }
    }

    /// All of them, newest first.
    public func keptFailures() throws -> [KeptFailure] {
        try database.read { connection in
            try connection.query("SELECT \(KeptFailure.columns) FROM kept_failures ORDER BY created DESC, id") {
                KeptFailure(row: $0, root: root)
            }
        }
    }

    /// Removes one; nothing happens where it is gone already.
    public func removeKeptFailure(_ id: String) throws {
        let count = try database.write { connection in
            try connection.run("DELETE FROM kept_failures WHERE id = ?", id)
            return connection.changedRows
        }
        if count == 0 { return }
        try whileDoing("removing what a failed step left") {
            try directory.removeTree(Array("\(KeptFailure.place)/\(id)".utf8))
        }
    }

    /// Removes those whose day is over, or all; and what no record names.
    ///
    /// - Returns: how many, and the bytes that they took.
    @discardableResult
    public func pruneKeptFailures(all: Bool = false, now: Timestamp = .now()) throws -> (count: Int, bytes: Int64) {
        var count = 0
        var bytes: Int64 = 0
        for failure in try keptFailures() where all || failure.expires <= now {
            try removeKeptFailure(failure.id)
            count += 1
            bytes += failure.byteSize
        }
        try sweepKeptFailures()
        return (count, bytes)
    }

    /// Removes the directories that no record names: of processes that died between rename and commit.
    private func sweepKeptFailures() throws {
        try whileDoing("removing what failed steps left") {
            guard try directory.statusIfPresent(of: Array(KeptFailure.place.utf8)) != nil else { return }
            let names = try directory.openDirectory(Array(KeptFailure.place.utf8)).entries().map {
                String(decoding: $0.name, as: UTF8.self)
            }
            if names.isEmpty { return }
            // Inside a write transaction no other process is between its rename and its record.
            try database.write { connection in
                let known = Set(try connection.query("SELECT id FROM kept_failures") { $0.text(0) })
                for name in names where !known.contains(name) {
                    try directory.removeTree(Array("\(KeptFailure.place)/\(name)".utf8))
                }
            }
        }
    }
}
