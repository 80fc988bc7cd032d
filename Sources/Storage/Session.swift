internal import LinuxSystem
internal import Synchronization
internal import SystemPackage

/// The promise that what a running command looked up or made is left alone by every garbage collection (a lease).
///
/// A session has a number of the store's session clock. Whatever is used or made gets the clock's present number; a
/// collection keeps what has a number not below that of the oldest living session. A session lives as long as its
/// file is locked, so it ends with its process, however that ends.
final class Session: Sendable {
    let name: String
    private let lock: LockFile

    init(name: String, lock: LockFile) {
        self.name = name
        self.lock = lock
    }
}

extension Store {
    /// Begins the session of a writing command, and sweeps what dead processes left behind.
    ///
    /// From now on until this object goes, everything that is looked up or made through it stays in the store, whatever
    /// others remove. Does nothing where the session has begun.
    ///
    /// - Throws: `.noSpace`, `.noAccess`, `.busy`.
    public func beginSession() throws {
        let isNew = try session.withLock { session in
            if session != nil { return false }
            session = try startSession()
            return true
        }
        if isNew {
            try sweepWork()
            try verifyUnflushedBlobs()
            try rewriteIndexIfStale()
        }
    }

    /// Ends the session: what it used is no longer held. For programs that keep a store open.
    public func endSession() throws {
        guard
            let ended = session.withLock({ session in
                defer { session = nil }
                return session
            })
        else { return }
        try database.write { connection in
            try connection.run("DELETE FROM sessions WHERE name = ?", ended.name)
        }
        try whileDoing("ending work in the store") {
            try directory.removeTree(Array("locks/session-\(ended.name)".utf8))
        }
    }

    private func startSession() throws -> Session {
        let (name, lock) = try newSessionFile()
        try database.write { connection in
            _ = try horizon(connection)
            try connection.run("UPDATE counters SET value = value + 1 WHERE name = 'session'")
            try connection.run(
                "INSERT INTO sessions SELECT ?, value FROM counters WHERE name = 'session'", name)
        }
        return Session(name: name, lock: lock)
    }

    private func newSessionFile() throws -> (name: String, lock: LockFile) {
        try whileDoing("beginning work in the store \(root)") {
            while true {
                let name = RandomName.make()
                // Taken by somebody who sweeps up, between the making of the file and its lock: another name, then.
                if let lock = try LockFile.acquireIfFree(sessionFile(name)) { return (name, lock) }
            }
        }
    }

    private func sessionFile(_ name: String) -> FilePath { root.appending("locks/session-\(name)") }

    /// The number of the oldest living session; all that was touched before may be collected. Dead sessions are
    /// forgotten. Called inside a write transaction.
    func horizon(_ connection: Connection) throws -> Int64 {
        let (oldest, dead) = try oldestSession(connection)
        for name in dead {
            try connection.run("DELETE FROM sessions WHERE name = ?", name)
            try directory.removeTree(Array("locks/session-\(name)".utf8))
        }
        return oldest
    }

    /// The number of the oldest living session, and the names of the dead ones.
    func oldestSession(_ connection: Connection) throws -> (oldest: Int64, dead: [String]) {
        var oldest = try connection.integer("SELECT value + 1 FROM counters WHERE name = 'session'")
        var dead: [String] = []
        let sessions = try connection.query("SELECT name, started FROM sessions") { ($0.text(0), $0.integer(1)) }
        for (name, started) in sessions {
            if try LockFile.isHeld(sessionFile(name)) { oldest = min(oldest, started) } else { dead.append(name) }
        }
        return (oldest, dead)
    }
}

extension Connection {
    /// The present number of the session clock: what a used or new thing is marked with.
    static let now = "(SELECT value FROM counters WHERE name = 'session')"
}
