internal import OCI

/// A value as SQLite stores it.
enum DatabaseValue: Hashable, Sendable {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)
    case blob([UInt8])
}

/// What can be given to a `?` of a statement.
protocol DatabaseBindable {
    /// The value as SQLite stores it.
    var databaseValue: DatabaseValue { get }
}

extension DatabaseValue: DatabaseBindable {
    var databaseValue: DatabaseValue { self }
}

extension Int64: DatabaseBindable {
    var databaseValue: DatabaseValue { .integer(self) }
}

extension Int: DatabaseBindable {
    var databaseValue: DatabaseValue { .integer(Int64(self)) }
}

extension Bool: DatabaseBindable {
    var databaseValue: DatabaseValue { .integer(self ? 1 : 0) }
}

extension Double: DatabaseBindable {
    var databaseValue: DatabaseValue { .real(self) }
}

extension String: DatabaseBindable {
    var databaseValue: DatabaseValue { .text(self) }
}

extension [UInt8]: DatabaseBindable {
    var databaseValue: DatabaseValue { .blob(self) }
}

/// A digest is kept as its 32 bytes.
extension Digest: DatabaseBindable {
    var databaseValue: DatabaseValue { .blob(bytes) }
}

extension Optional: DatabaseBindable where Wrapped: DatabaseBindable {
    var databaseValue: DatabaseValue { self?.databaseValue ?? .null }
}
