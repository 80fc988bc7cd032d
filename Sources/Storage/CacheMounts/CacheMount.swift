internal import LinuxSystem
public import OCI
public import SystemPackage

/// A directory that RUN steps of several builds find again under a name: `RUN --mount=type=cache`.
public struct CacheMount: Hashable, Sendable {
    /// Who may use a directory at the same time.
    public enum Sharing: String, Hashable, Sendable {
        /// Everybody who asks for it shared.
        case shared
        /// One at a time; who comes second gets a directory of his own.
        case `private`
        /// One at a time; who comes second waits.
        case locked
    }

    /// The number in this store; never used again.
    public let id: Int64
    /// The name under which it is looked for: the Dockerfile's ID, and what a new one begins with.
    public let name: String
    /// When it was made.
    public let created: Timestamp
    /// When a step last began to use it.
    public let lastUsed: Timestamp
    /// How many steps have used it.
    public let useCount: Int

    static let columns = "id, name, created, last_used, use_count"
    /// The directory in the store that holds all of them.
    static let place = "cache-mounts"

    init(row: Row) {
        id = row.integer(0)
        name = row.text(1)
        created = row.timestamp(2) ?? .epoch
        lastUsed = row.timestamp(3) ?? .epoch
        useCount = Int(row.integer(4))
    }

    /// The name of its directory in `cache-mounts`.
    var directoryName: String { Self.directoryName(id) }
    static func directoryName(_ id: Int64) -> String { String(id, radix: 36) }
    /// Its directory below the store's root.
    var path: String { "\(Self.place)/\(directoryName)" }
    /// The file that is locked while a step uses it.
    var lockName: String { "locks/mount-\(directoryName)" }
}

/// The use of a cache mount by one step. It ends with the object and with the process, however that ends.
public final class CacheMountHold: Sendable {
    /// The directory to mount.
    public let path: FilePath
    private let lock: LockFile

    init(path: FilePath, lock: LockFile) {
        self.path = path
        self.lock = lock
    }
}
