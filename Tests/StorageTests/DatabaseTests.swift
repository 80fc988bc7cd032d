import LinuxSystem
import OCI
import SystemPackage
import Testing

@testable import Storage

@Suite struct DatabaseTests {
    private static let first = Migration { connection in
        try connection.execute("CREATE TABLE things (name TEXT PRIMARY KEY); INSERT INTO things VALUES ('old')")
    }
    private static let second = Migration { connection in
        try connection.execute("ALTER TABLE things ADD COLUMN size INTEGER; UPDATE things SET size = 3")
    }

    private static func open(_ temporary: TemporaryStore, _ migrations: [Migration]) throws -> Database {
        try Database.open(
            temporary.scratch("test.db"), schema: Schema(migrations: migrations), lock: temporary.scratch("lock"))
    }

    private static func things(_ database: Database, _ column: String = "name") throws -> [String] {
        try database.read { try $0.query("SELECT \(column) FROM things") { $0.text(0) } }
    }

    @Test("an older database is brought up to date after a copy of it was made")
    func migration() throws {
        let temporary = try TemporaryStore()
        do { _ = try Self.open(temporary, [Self.first]) }
        let database = try Self.open(temporary, [Self.first, Self.second])
        #expect(try Self.things(database, "size") == ["3"])
        let backup = try Connection(path: temporary.scratch("test.db.v1.backup"), creating: false)
        #expect(try backup.integer("PRAGMA user_version") == 1)
        #expect(try backup.query("SELECT name FROM things") { $0.text(0) } == ["old"])
    }

    @Test("a migration that does not get through changes nothing")
    func failedMigration() throws {
        let temporary = try TemporaryStore()
        do { _ = try Self.open(temporary, [Self.first]) }
        let broken = Migration { connection in
            try connection.execute("DELETE FROM things")
            try connection.execute("this is no SQL")
        }
        #expect(throws: StorageError.self) { try Self.open(temporary, [Self.first, broken]) }
        #expect(try Self.things(Self.open(temporary, [Self.first])) == ["old"])
    }

    @Test("a lock that cannot be made is an error of the store")
    func lock() throws {
        let temporary = try TemporaryStore()
        let code = try storageCode {
            _ = try Database.open(
                temporary.scratch("test.db"), schema: Schema(migrations: [Self.first]),
                lock: temporary.scratch("missing/lock"))
        }
        #expect(code == .system)
    }

    @Test("a store of a newer version is refused")
    func newer() throws {
        let temporary = try TemporaryStore()
        do { _ = try Self.open(temporary, [Self.first, Self.second]) }
        #expect(try storageCode { _ = try Self.open(temporary, [Self.first]) } == .newerVersion)
    }

    @Test("the whole store says so too, and is left as it was")
    func newerStore() throws {
        let temporary = try TemporaryStore()
        let version = Int64(Schema.current.version)
        do {
            try Connection(path: temporary.path("strata.db"), creating: false).execute(
                "PRAGMA user_version=\(version + 1)")
        }
        #expect(try storageCode { _ = try temporary.reopened() } == .newerVersion)
    }

    @Test("another program's database, and a file that is none, are refused")
    func foreign() throws {
        let temporary = try TemporaryStore()
        do {
            let other = try Connection(path: temporary.scratch("test.db"), creating: true)
            try other.execute("PRAGMA application_id=5; PRAGMA user_version=1; CREATE TABLE x (y)")
        }
        #expect(try storageCode { _ = try Self.open(temporary, [Self.first]) } == .damagedDatabase)
        let junk = try temporary.scratch("junk.db")
        try FileHandle.open(junk, OpenFlags.newFile).write(Array(String(repeating: "not a database", count: 100).utf8))
        let lock = try temporary.scratch("lock")
        #expect(try storageCode { _ = try Database.open(junk, schema: .current, lock: lock) } == .damagedDatabase)
    }

    @Test("an error inside a transaction undoes all of it")
    func rollback() throws {
        let temporary = try TemporaryStore()
        let database = try Self.open(temporary, [Self.first])
        #expect(throws: CancellationError.self) {
            try database.write { connection in
                try connection.run("INSERT INTO things VALUES ('new')")
                throw CancellationError()
            }
        }
        #expect(try Self.things(database) == ["old"])
    }

    @Test("the log stays short, however many small commands write")
    func shortLog() throws {
        let temporary = try TemporaryStore()
        for number in 0..<400 {
            let database = try Self.open(temporary, [Self.first])
            try database.write { try $0.run("INSERT INTO things VALUES (?)", "thing \(number)") }
        }
        let log = try FileHandle.open(temporary.scratch("test.db-wal")).status()
        #expect(log.size < 320 * 4120)
        #expect(try Self.things(Self.open(temporary, [Self.first])).count == 401)
    }

    @Test("values come back as they went in")
    func values() throws {
        let temporary = try TemporaryStore()
        let database = try Self.open(temporary, [Self.first])
        let text = "a\u{0}b é 中"
        let row = try database.read { connection in
            try connection.first("SELECT ?, ?, ?, ?, ?", text, [UInt8]([0, 1, 255]), Int64.min, 0.5, Digest.of("x")) {
                row throws(DatabaseError) in
                (row.text(0), row.blob(1), row.integer(2), row.real(3), try row.digest(4))
            }
        }
        let found = try #require(row)
        #expect(found == (text, [0, 1, 255], Int64.min, 0.5, Digest.of("x")))
    }

    @Test("a query may run inside the rows of the same query")
    func nested() throws {
        let temporary = try TemporaryStore()
        let database = try Self.open(temporary, [Self.first])
        let count = try database.read { connection in
            try connection.rows("SELECT name FROM things") { _ in
                try connection.rows("SELECT name FROM things") { $0.text(0) }.count
            }
        }
        #expect(count == [1])
    }
}
