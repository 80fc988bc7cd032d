internal import CSQLite

/// A database of SQLite that lies in memory, whose author is not trusted.
///
/// What it holds may be broken or made to run for ever: only a plain table is read, by one query with a bound on its steps
/// and on the size of a value.
enum SQLiteImage {
    /// How such files begin.
    static let magic = Array("SQLite format 3\0".utf8)
    /// What a package's header may have at most.
    private static let maximumValue: Int32 = 64 << 20
    /// Steps of SQLite's machine that one query may take, in thousands.
    private static let maximumSteps = 50_000

    /// The values of a column of blobs, in the order of the rows.
    ///
    /// - Throws: `DamagedFile`.
    static func blobs(of bytes: [UInt8], table: String, column: String) throws(DamagedFile) -> [[UInt8]] {
        var opened: OpaquePointer?
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY | SQLITE_OPEN_NOMUTEX
        let result = sqlite3_open_v2(":memory:", &opened, flags, nil)
        defer { sqlite3_close(opened) }
        guard let database = opened, result == SQLITE_OK else {
            throw DamagedFile("SQLite does not open a database in memory")
        }
        guard bytes.count >= 100 else { throw DamagedFile("the SQLite database ends within its header") }
        sqlite3_limit(database, SQLITE_LIMIT_LENGTH, maximumValue)
        var image = bytes
        // The last words of the file format: a log beside the file is not in the image, so it is read as one without.
        (image[18], image[19]) = (1, 1)
        // SAFETY: SQLite frees its copy itself, as FREEONCLOSE asks; the copy has the size that is named.
        guard let copy = sqlite3_malloc64(UInt64(image.count)) else {
            throw DamagedFile("there is no memory for a database of \(image.count) bytes")
        }
        copy.copyMemory(from: image, byteCount: image.count)
        let own = UInt32(SQLITE_DESERIALIZE_FREEONCLOSE | SQLITE_DESERIALIZE_READONLY)
        guard
            sqlite3_deserialize(
                database, "main", copy.assumingMemoryBound(to: UInt8.self), Int64(image.count), Int64(image.count), own)
                == SQLITE_OK
        else { throw error(database) }
        return try rows(database, table, column)
    }

    private static func rows(
        _ database: OpaquePointer, _ table: String, _ column: String
    ) throws(DamagedFile) -> [[UInt8]] {
        var steps = 0
        return try withUnsafeMutablePointer(to: &steps) { counter throws(DamagedFile) in
            // SAFETY: the counter lives as long as the queries below; the handler goes with the last of them.
            sqlite3_progress_handler(
                database, 1000,
                { pointer in
                    guard let counter = pointer?.assumingMemoryBound(to: Int.self) else { return 1 }
                    counter.pointee += 1
                    return counter.pointee > SQLiteImage.maximumSteps ? 1 : 0
                }, counter)
            defer { sqlite3_progress_handler(database, 0, nil, nil) }
            let plain = try blobs(
                database,
                "SELECT x'01' FROM sqlite_master WHERE type='table' AND name='\(table)' AND sql LIKE 'CREATE TABLE%'")
            guard !plain.isEmpty else {
                throw DamagedFile("the SQLite database has no table “\(table)”")
            }
            return try blobs(database, "SELECT \(column) FROM \(table)")
        }
    }

    private static func blobs(_ database: OpaquePointer, _ query: String) throws(DamagedFile) -> [[UInt8]] {
        var prepared: OpaquePointer?
        guard sqlite3_prepare_v2(database, query, -1, &prepared, nil) == SQLITE_OK else { throw error(database) }
        defer { sqlite3_finalize(prepared) }
        var result: [[UInt8]] = []
        while true {
            switch sqlite3_step(prepared) {
            case SQLITE_ROW:
                let count = Int(sqlite3_column_bytes(prepared, 0))
                guard let start = sqlite3_column_blob(prepared, 0), count > 0 else { continue }
                // SAFETY: SQLite vouches for as many bytes as it names until the next step.
                result.append(Array(UnsafeRawBufferPointer(start: start, count: count)))
            case SQLITE_DONE: return result
            default: throw error(database)
            }
        }
    }

    private static func error(_ database: OpaquePointer) -> DamagedFile {
        DamagedFile("SQLite: " + String(cString: sqlite3_errmsg(database)))
    }
}
