internal import LinuxSystem
internal import Synchronization
internal import SystemPackage

/// The store's one SQLite file, shared by many processes.
///
/// Transactions are short: they never last over a walk, a copy or a step. Writers queue up (`BEGIN IMMEDIATE`) and
/// wait with growing pauses. Nothing else in the process may open the file: closing any descriptor of it would drop
/// SQLite's locks (https://www.sqlite.org/howtocorrupt.html, 2.2).
final class Database: Sendable {
    /// The file.
    let path: FilePath
    private let connection: Mutex<Connection>

    /// Opens the database of a schema: makes it where there is none, brings an older one up to date after a copy.
    ///
    /// - Throws: `StorageError` `.newerVersion`, `.damagedDatabase`, `.noAccess`, `.noSpace`.
    static func open(_ path: FilePath, schema: Schema, lock: FilePath) throws -> Database {
        do {
            let connection = try Connection(path: path, creating: false)
            try connection.configure()
            if try schema.isCurrent(connection) { return Database(path, connection) }
        } catch let error as DatabaseError {
            if !error.isAccess { throw StorageError(error, path) }
        }
        // Missing, or of another version: one process makes or migrates it, the others wait and find it done.
        do {
            let guardian = try LockFile.acquire(lock)
            defer { withExtendedLifetime(guardian) {} }
            let connection = try Connection(path: path, creating: true)
            try schema.prepare(connection, at: path)
            try connection.configure()
            return Database(path, connection)
        } catch let error as DatabaseError {
            throw StorageError(error, path)
        } catch let error as SystemError {
            throw StorageError(error, doing: "making the store's database \(path)")
        }
    }

    private init(_ path: FilePath, _ connection: Connection) {
        self.path = path
        self.connection = Mutex(connection)
    }

    /// Reads; every statement of the body sees one state of the database.
    func read<Value: Sendable>(_ body: (Connection) throws -> Value) throws -> Value {
        try transaction("BEGIN", body)
    }

    /// Writes: all or nothing. The body must be short and must not call the store's other functions.
    func write<Value: Sendable>(_ body: (Connection) throws -> Value) throws -> Value {
        try transaction("BEGIN IMMEDIATE", body)
    }

    /// Brings what the log holds into the database itself and empties the log.
    func checkpoint() throws {
        try connection.withLock { connection in
            do throws(DatabaseError) { try connection.execute("PRAGMA wal_checkpoint(TRUNCATE)") } catch {
                throw StorageError(error, path)
            }
        }
    }

    private func transaction<Value: Sendable>(_ begin: String, _ body: (Connection) throws -> Value) throws -> Value {
        try connection.withLock { connection in
            do {
                try connection.run(begin)
                do {
                    let value = try body(connection)
                    try connection.run("COMMIT")
                    return value
                } catch {
                    // A rollback that finds nothing to roll back (SQLite did it already) has nothing to say.
                    try? connection.run("ROLLBACK")
                    throw error
                }
            } catch let error as DatabaseError {
                throw StorageError(error, path)
            }
        }
    }
}
