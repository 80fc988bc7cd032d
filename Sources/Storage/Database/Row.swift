internal import CSQLite
internal import OCI

/// The row that a query stands at. Valid only while it is handed out.
struct Row {
    // SAFETY: owned by the connection's statement, which outlives the call that hands the row out.
    let statement: OpaquePointer

    /// Whether a column holds nothing.
    func isNull(_ column: Int) -> Bool { sqlite3_column_type(statement, Int32(column)) == SQLITE_NULL }

    /// A column as a number; 0 for NULL.
    func integer(_ column: Int) -> Int64 { sqlite3_column_int64(statement, Int32(column)) }

    /// A column as a truth value.
    func bool(_ column: Int) -> Bool { integer(column) != 0 }

    /// A column as a floating-point number.
    func real(_ column: Int) -> Double { sqlite3_column_double(statement, Int32(column)) }

    /// A column as text; empty for NULL.
    func text(_ column: Int) -> String {
        guard let pointer = sqlite3_column_text(statement, Int32(column)) else { return "" }
        let count = Int(sqlite3_column_bytes(statement, Int32(column)))
        return String(decoding: UnsafeBufferPointer(start: pointer, count: count), as: UTF8.self)
    }

    /// A column as text; `nil` for NULL.
    func textIfPresent(_ column: Int) -> String? { isNull(column) ? nil : text(column) }

    /// A column as bytes; empty for NULL.
    func blob(_ column: Int) -> [UInt8] {
        guard let pointer = sqlite3_column_blob(statement, Int32(column)) else { return [] }
        return Array(UnsafeRawBufferPointer(start: pointer, count: Int(sqlite3_column_bytes(statement, Int32(column)))))
    }

    /// A column as a digest; `nil` for NULL.
    ///
    /// - Throws: `damagedValue` where the column holds anything but 32 bytes.
    func digestIfPresent(_ column: Int) throws(DatabaseError) -> Digest? {
        if isNull(column) { return nil }
        let pointer = sqlite3_column_blob(statement, Int32(column))
        let count = Int(sqlite3_column_bytes(statement, Int32(column)))
        guard let pointer, count == 32 else { throw DatabaseError.damagedValue(column: column) }
        return Digest(reading: UnsafeRawBufferPointer(start: pointer, count: count), at: 0)
    }

    /// A column as a digest.
    func digest(_ column: Int) throws(DatabaseError) -> Digest {
        guard let digest = try digestIfPresent(column) else { throw DatabaseError.damagedValue(column: column) }
        return digest
    }
}
