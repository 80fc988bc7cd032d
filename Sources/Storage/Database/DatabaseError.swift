internal import CSQLite

/// What SQLite said, with the statement that it said it of. Turned into a `StorageError` before it leaves the module.
struct DatabaseError: Error, Hashable {
    /// The extended result code (https://www.sqlite.org/rescode.html).
    let result: Int32
    /// SQLite's sentence.
    let text: String
    /// What was being done.
    let operation: String

    init(result: Int32, text: String, operation: String) {
        self.result = result
        self.text = text
        self.operation = operation
    }

    init(_ result: Int32, _ handle: OpaquePointer?, _ operation: String) {
        self.result = result
        self.operation = operation
        text = String(cString: handle.map { sqlite3_errmsg($0) } ?? sqlite3_errstr(result))
    }

    /// A column that holds what cannot be there.
    static func damagedValue(column: Int) -> DatabaseError {
        DatabaseError(result: SQLITE_CORRUPT, text: "column \(column) holds no such value", operation: "read a row")
    }

    private var primary: Int32 { result & 0xff }

    /// Another process holds the database for longer than anything here ever should.
    var isBusy: Bool { primary == SQLITE_BUSY || primary == SQLITE_LOCKED }
    /// The file system has no room.
    var isNoSpace: Bool { primary == SQLITE_FULL }
    /// The file is no database, or a damaged one.
    var isDamage: Bool { primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB }
    /// The file cannot be opened or written.
    var isAccess: Bool { [SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_READONLY, SQLITE_AUTH].contains(primary) }
}
