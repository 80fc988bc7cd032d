internal import LinuxSystem
internal import Synchronization
public import SystemPackage

/// The place where images, layers, cache records and containers are kept: `$STRATA_ROOT`.
///
/// Everything blocks; everything may be called from any thread, and by any number of processes on one store at once.
/// What a function returned is committed: another process sees it. What was begun and not finished, by a process that
/// died or by an error, is garbage that the next writing command sweeps.
public final class Store: Sendable {
    /// `$STRATA_ROOT`.
    public let root: FilePath
    let database: Database
    /// The anchor of all that is done below the root.
    let directory: DirectoryHandle
    let session = Mutex<Session?>(nil)
    let unfinished = WorkRegister()

    private init(root: FilePath, directory: DirectoryHandle, database: Database) {
        self.root = root
        self.directory = directory
        self.database = database
    }

    /// Opens the store of a directory, and makes it where there is none.
    ///
    /// Costs about a millisecond when it is there. The directory has mode 0700: layers hold set-user-id programs.
    ///
    /// - Throws: `.newerVersion`, `.unsuitableFileSystem` (overlayfs, network file systems), `.noAccess`,
    ///   `.damagedDatabase`, `.noSpace`.
    public static func open(root: FilePath) throws -> Store {
        let layout = StoreLayout(root: root)
        var directory: DirectoryHandle
        do {
            directory = try layout.openIfComplete() ?? layout.make()
        } catch let error as SystemError {
            if error.isNoSpace { throw StorageError(error, doing: "making the store in \(root)") }
            throw noAccess(root, error)
        }
        let database = try Database.open(
            root.appending("strata.db"), schema: .current, lock: root.appending("locks/database"))
        DebugLog.note("store", "opened \(root)")
        return Store(root: root, directory: directory, database: database)
    }

    /// Opens the store of a directory; `nil` where there is none: nothing is made.
    ///
    /// - Throws: as ``open(root:)``.
    public static func openIfPresent(root: FilePath) throws -> Store? {
        do {
            guard try StoreLayout(root: root).openIfComplete() != nil else { return nil }
        } catch let error as SystemError {
            throw noAccess(root, error)
        }
        return try open(root: root)
    }

    private static func noAccess(_ root: FilePath, _ error: SystemError) -> StorageError {
        StorageError(
            .noAccess, "the store in \(root) cannot be opened: \(error)",
            hint: "run as the user who owns it, or set STRATA_ROOT to a directory of your own", cause: error)
    }

    /// The directory of the store that an environment names: `STRATA_ROOT`; else `/var/lib/strata` for root, and
    /// `strata` in the user's data directory for everybody else (XDG base directory specification).
    public static func defaultRoot(environment: [String: String], userID: UInt32) -> FilePath {
        if let root = environment["STRATA_ROOT"], !root.isEmpty { return FilePath(root) }
        if userID == 0 { return "/var/lib/strata" }
        if let data = environment["XDG_DATA_HOME"], data.hasPrefix("/") { return FilePath(data).appending("strata") }
        return FilePath(environment["HOME"] ?? "/").appending(".local/share/strata")
    }

    /// Where the layers are: one directory per layer, named by its `LayerID`.
    public var layersDirectory: FilePath { root.appending("layers") }

    /// The file in which the index of a build context is kept; its format is the builder's.
    public func indexFile(named name: String) -> FilePath { root.appending("index").appending(name) }
}
