internal import LinuxSystem
internal import OCI
public import SystemPackage

/// Directories that outlive builds.
///
/// A row is visible only with its directory: the rename and the record are one transaction under a lock that all take who
/// look for a directory, make one or remove some. What a step left in a directory is never looked at; a process that dies
/// leaves it as it is, and its lock free.
extension Store {
    /// The directory of a name for one step, made where there is none that the step may have.
    ///
    /// With `.locked` it waits while others have the directory; a cancelled task stops waiting.
    ///
    /// - Parameter seed: fills a new directory, which is given with mode 0755 and empty.
    /// - Throws: `CancellationError`; `.noSpace`, `.system`; what `seed` throws.
    public func holdCacheMount(
        named name: String, sharing: CacheMount.Sharing, seed: (FilePath) async throws -> Void = { _ in }
    ) async throws -> CacheMountHold {
        try beginSession()
        var prepared: WorkDirectory?
        while true {
            switch try tryCacheMount(named: name, sharing: sharing, prepared) {
            case .held(let hold): return hold
            case .busy:
                try await Task.sleep(for: .milliseconds(50))
            case .missing:
                // Filled without the lock, which others want meanwhile: whoever comes first with a directory wins.
                let work = try makeLockedDirectory(with: [CacheMount.place])
                try await seed(work.path.appending(CacheMount.place))
                prepared = work
            }
        }
    }

    /// All of them, last used first.
    public func cacheMounts() throws -> [CacheMount] {
        try database.read { connection in
            try connection.query("SELECT \(CacheMount.columns) FROM cache_mounts ORDER BY last_used DESC, id") {
                CacheMount(row: $0)
            }
        }
    }

    /// The numbers of those that steps use now.
    func cacheMountsInUse() throws -> Set<Int64> {
        // Asking takes the locks for a moment: nobody must look for a free directory meanwhile.
        let guardian = try lockCacheMounts()
        defer { withExtendedLifetime(guardian) {} }
        return Set(
            try cacheMounts().filter { try LockFile.acquireIfFree(root.appending($0.lockName)) == nil }.map(\.id))
    }

    /// Removes those of some that no step uses; their directories go to a work directory.
    ///
    /// - Returns: those that went.
    func pruneCacheMounts(_ chosen: Set<Int64>, to trash: WorkDirectory) throws -> Set<Int64> {
        if chosen.isEmpty { return [] }
        let guardian = try lockCacheMounts()
        defer { withExtendedLifetime(guardian) {} }
        var gone: Set<Int64> = []
        for mount in try cacheMounts() where chosen.contains(mount.id) {
            guard let lock = try LockFile.acquireIfFree(root.appending(mount.lockName)) else { continue }
            try database.write { connection in
                try connection.run("DELETE FROM cache_mounts WHERE id = ?", mount.id)
                try moveAway(mount, to: trash)
            }
            gone.insert(mount.id)
            try directory.removeTree(Array(mount.lockName.utf8))
            withExtendedLifetime(lock) {}
        }
        return gone
    }

    private func moveAway(_ mount: CacheMount, to trash: WorkDirectory) throws {
        let source = Array(mount.path.utf8)
        // A power cut may have taken it.
        guard try directory.statusIfPresent(of: source) != nil else { return }
        try directory.rename(source, to: Array("\(trash.name)/m-\(mount.directoryName)".utf8))
    }

    private enum Attempt {
        case held(CacheMountHold)
        case busy, missing
    }

    private func tryCacheMount(
        named name: String, sharing: CacheMount.Sharing, _ prepared: WorkDirectory?
    ) throws -> Attempt {
        try whileDoing("looking for the cache mount \(name)") {
            let guardian = try lockCacheMounts()
            defer { withExtendedLifetime(guardian) {} }
            let known = try database.read { connection in
                try connection.query("SELECT \(CacheMount.columns) FROM cache_mounts WHERE name = ? ORDER BY id", name)
                { row in
                    CacheMount(row: row)
                }
            }
            for mount in known {
                guard let lock = try lock(mount, sharing) else { continue }
                try note(mount)
                return .held(CacheMountHold(path: root.appending(mount.path), lock: lock))
            }
            if sharing == .locked, !known.isEmpty { return .busy }
            guard let prepared else { return .missing }
            return .held(try keep(prepared, as: name, sharing))
        }
    }

    private func lock(_ mount: CacheMount, _ sharing: CacheMount.Sharing) throws -> LockFile? {
        let path = root.appending(mount.lockName)
        return sharing == .shared ? try LockFile.shareIfFree(path) : try LockFile.acquireIfFree(path)
    }

    /// Counts a use. A directory that a power cut has taken is there again, empty.
    private func note(_ mount: CacheMount) throws {
        try directory.makeDirectoryIfMissing(mount.path)
        try database.write { connection in
            try connection.run(
                "UPDATE cache_mounts SET last_used = ?, use_count = use_count + 1, disk_bytes = NULL WHERE id = ?",
                Timestamp.now().description, mount.id)
        }
    }

    /// Takes a filled directory over as a new cache mount.
    private func keep(_ work: WorkDirectory, as name: String, _ sharing: CacheMount.Sharing) throws -> CacheMountHold {
        defer { work.remove() }
        try directory.makeDirectoryIfMissing(CacheMount.place, permissions: 0o700)
        let mount = try database.write { connection in
            let now = Timestamp.now().description
            try connection.run(
                "INSERT INTO cache_mounts (name, created, last_used, use_count) VALUES (?, ?, ?, 1)", name, now, now)
            let id = connection.lastInsertedRow
            let place = Array("\(CacheMount.place)/\(CacheMount.directoryName(id))".utf8)
            // What lies there is of a process that died between its rename and its commit.
            try directory.removeTree(place)
            try directory.rename(Array("\(work.name)/\(CacheMount.place)".utf8), to: place)
            return try connection.query("SELECT \(CacheMount.columns) FROM cache_mounts WHERE id = ?", id) {
                CacheMount(row: $0)
            }
        }
        guard let made = mount.first, let lock = try lock(made, sharing) else {
            throw StorageError(
                .system, "the new cache mount \(name) is locked by somebody else",
                hint: "look for a program that holds files below `locks` of the store, and build again")
        }
        return CacheMountHold(path: root.appending(made.path), lock: lock)
    }

    private func lockCacheMounts() throws -> LockFile { try LockFile.acquire(root.appending("locks/mounts")) }
}
