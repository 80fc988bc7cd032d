internal import CSQLite
internal import OCI
internal import SystemPackage

/// One connection to the database, with the statements that it has prepared.
///
/// Unchecked: only `Database` makes one and only the holder of its lock uses it, one thread at a time.
final class Connection: @unchecked Sendable {
    // SAFETY: opened in `init`, closed in `deinit`; never handed out.
    private let handle: OpaquePointer
    private var statements: [String: OpaquePointer] = [:]

    /// Opens a database file; makes it if `creating`.
    init(path: FilePath, creating: Bool) throws(DatabaseError) {
        var opened: OpaquePointer?
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (creating ? SQLITE_OPEN_CREATE : 0)
        let result = sqlite3_open_v2(path.string, &opened, flags, nil)
        guard let opened, result == SQLITE_OK else {
            let error = DatabaseError(result, opened, "open \(path)")
            sqlite3_close(opened)
            throw error
        }
        handle = opened
        sqlite3_extended_result_codes(handle, 1)
        sqlite3_busy_handler(handle, { _, count in Backoff.pause(attempt: count) ? 1 : 0 }, nil)
        // Commands are short: the last to close need not wait for a checkpoint. The log stays bounded all the same.
        strata_sqlite_keep_log_on_close(handle)
    }

    deinit {
        for statement in statements.values { sqlite3_finalize(statement) }
        sqlite3_close(handle)
    }

    /// Sets what holds for this connection only. Cheap: no access to the file.
    func configure() throws(DatabaseError) {
        try execute("PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; PRAGMA journal_size_limit=2097152")
        boundLog()
    }

    /// Empties the log when it has grown to a megabyte or so.
    ///
    /// Whoever opens the database first reads the whole log, so a short one keeps the start of the program short.
    /// SQLite's own checkpoint leaves the log as it is until somebody writes twice: short commands never do.
    private func boundLog() {
        sqlite3_wal_hook(
            handle,
            { _, handle, name, pages in
                // One that does not get through now is tried again at the next commit.
                if pages >= 300 { sqlite3_wal_checkpoint_v2(handle, name, SQLITE_CHECKPOINT_TRUNCATE, nil, nil) }
                return SQLITE_OK
            }, nil)
    }

    /// The row number that the last INSERT gave.
    var lastInsertedRow: Int64 { sqlite3_last_insert_rowid(handle) }

    /// How many rows the last statement changed.
    var changedRows: Int { Int(sqlite3_changes(handle)) }

    /// Runs several statements without parameters, separated by `;`.
    func execute(_ sql: String) throws(DatabaseError) {
        let result = sqlite3_exec(handle, sql, nil, nil, nil)
        if result != SQLITE_OK { throw DatabaseError(result, handle, sql) }
    }

    /// Runs a statement that gives no rows.
    func run(_ sql: String, _ values: any DatabaseBindable...) throws(DatabaseError) {
        try step(sql, values) { _ throws(DatabaseError) in }
    }

    /// Runs a query and makes a value of each row.
    func query<Value>(
        _ sql: String, _ values: any DatabaseBindable..., row make: (Row) throws(DatabaseError) -> Value
    ) throws(DatabaseError) -> [Value] {
        var result: [Value] = []
        try step(sql, values) { row throws(DatabaseError) in result.append(try make(row)) }
        return result
    }

    /// Runs a query and goes through its rows, none of which is kept.
    func forEach(_ sql: String, _ values: any DatabaseBindable..., row body: (Row) -> Void) throws(DatabaseError) {
        try step(sql, values) { row throws(DatabaseError) in body(row) }
    }

    /// Runs a query whose rows are made into values by code that may fail in other ways, too.
    func rows<Value>(_ sql: String, _ values: any DatabaseBindable..., row make: (Row) throws -> Value) throws
        -> [Value]
    {
        var result: [Result<Value, any Error>] = []
        try step(sql, values) { row throws(DatabaseError) in result.append(Result { try make(row) }) }
        return try result.map { try $0.get() }
    }

    /// Runs a query and makes a value of its first row; `nil` where there is none.
    func first<Value>(
        _ sql: String, _ values: any DatabaseBindable..., row make: (Row) throws(DatabaseError) -> Value
    ) throws(DatabaseError) -> Value? {
        var result: Value?
        try step(sql, values) { row throws(DatabaseError) in if result == nil { result = try make(row) } }
        return result
    }

    /// The first column of the first row as a number; 0 where there is none.
    func integer(_ sql: String, _ values: any DatabaseBindable...) throws(DatabaseError) -> Int64 {
        var result: Int64 = 0
        try step(sql, values) { row throws(DatabaseError) in result = row.integer(0) }
        return result
    }

    private func step(
        _ sql: String, _ values: [any DatabaseBindable], _ body: (Row) throws(DatabaseError) -> Void
    ) throws(DatabaseError) {
        let (statement, isKept) = try prepare(sql)
        defer {
            if isKept {
                sqlite3_reset(statement)
                sqlite3_clear_bindings(statement)
            } else {
                sqlite3_finalize(statement)
            }
        }
        for (index, value) in values.enumerated() {
            let result = bind(value.databaseValue, at: Int32(index + 1), to: statement)
            if result != SQLITE_OK { throw DatabaseError(result, handle, sql) }
        }
        while true {
            switch sqlite3_step(statement) {
            case SQLITE_ROW: try body(Row(statement: statement))
            case SQLITE_DONE: return
            case let result: throw DatabaseError(result, handle, sql)
            }
        }
    }

    /// The prepared statement of a text. One that runs already (a query within its own rows) is prepared anew, not kept.
    private func prepare(_ sql: String) throws(DatabaseError) -> (statement: OpaquePointer, isKept: Bool) {
        let known = statements[sql]
        if let known, sqlite3_stmt_busy(known) == 0 { return (known, true) }
        var prepared: OpaquePointer?
        let result = sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
        guard let prepared, result == SQLITE_OK else { throw DatabaseError(result, handle, sql) }
        if known == nil { statements[sql] = prepared }
        return (prepared, known == nil)
    }

    private func bind(_ value: DatabaseValue, at index: Int32, to statement: OpaquePointer) -> Int32 {
        // SAFETY: SQLITE_TRANSIENT makes SQLite copy the bytes before the call returns.
        let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        switch value {
        case .null: return sqlite3_bind_null(statement, index)
        case .integer(let number): return sqlite3_bind_int64(statement, index, number)
        case .real(let number): return sqlite3_bind_double(statement, index, number)
        case .text(let text): return sqlite3_bind_text(statement, index, text, Int32(text.utf8.count), transient)
        case .blob(let bytes):
            if bytes.isEmpty { return sqlite3_bind_zeroblob(statement, index, 0) }
            return sqlite3_bind_blob(statement, index, bytes, Int32(bytes.count), transient)
        }
    }
}
