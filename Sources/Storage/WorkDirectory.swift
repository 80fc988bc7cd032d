public import LayerArchive
internal import LinuxSystem
public import SystemPackage

/// A place on the store's file system for what is not finished: `$STRATA_ROOT/work/<random>`.
///
/// It is held by a lock of this process, so that the next writing command can tell garbage from work. What is in it is
/// in no image, no record and no listing.
public final class WorkDirectory: Sendable {
    /// The directory.
    public let path: FilePath
    /// The upper directory of an overlay, or where a layer is unpacked; empty at first.
    public var upper: FilePath { path.appending("upper") }
    /// The work directory of an overlay; empty at first.
    public var overlayWork: FilePath { path.appending("work") }
    /// The name below the store's root.
    var name: String { place.name }
    private let place: WorkPlace
    private let register: WorkRegister

    init(path: FilePath, place: WorkPlace, register: WorkRegister) {
        self.path = path
        self.place = place
        self.register = register
        register.add(place)
    }

    deinit { remove() }

    /// Gives the upper directory the owner, mode and attributes that the root of a stack has (layer rule 9): overlayfs
    /// shows those of the uppermost directory.
    public func prepareUpper(root: RootMetadata) throws {
        try root.apply(to: DirectoryHandle.open(upper))
    }

    /// Makes one more directory in it.
    public func makeDirectory(_ name: String) throws -> FilePath {
        try whileDoing("making a work directory") {
            try DirectoryHandle.open(path).makeDirectory(Array(name.utf8), permissions: 0o700)
        }
        return path.appending(name)
    }

    /// Removes it with all that is in it. Nothing happens the second time.
    ///
    /// What cannot be removed now is garbage that the next writing command tries again.
    public func remove() { register.remove(place) }
}

extension Store {
    /// Makes a work directory with an `upper` and a `work` in it. Begins the session.
    ///
    /// - Throws: `.noSpace`, `.noAccess`.
    public func makeWorkDirectory() throws -> WorkDirectory {
        try beginSession()
        return try makeLockedDirectory(with: ["upper", "work"])
    }

    func makeLockedDirectory(with names: [String] = []) throws -> WorkDirectory {
        try whileDoing("making a work directory in \(root)") {
            while true {
                let name = RandomName.make()
                let path = root.appending("work").appending(name)
                // Locked before it is there: a sweep that sees the directory finds its lock taken.
                guard let lock = try LockFile.acquireIfFree(root.appending("work/\(name).lock")) else { continue }
                try directory.makeDirectory(Array("work/\(name)".utf8), permissions: 0o700)
                let place = WorkPlace(name: "work/\(name)", parent: directory, lock: lock)
                let work = WorkDirectory(path: path, place: place, register: unfinished)
                for inner in names {
                    try directory.makeDirectory(Array("work/\(name)/\(inner)".utf8), permissions: 0o755)
                }
                return work
            }
        }
    }

    /// Removes the work directories whose processes are dead. A listing of a nearly empty directory otherwise.
    func sweepWork() throws {
        try whileDoing("sweeping what dead processes left in \(root)") {
            for entry in try directory.openDirectory(Array("work".utf8)).entries() {
                let name = String(decoding: entry.name, as: UTF8.self)
                let base = name.hasSuffix(".lock") ? String(name.dropLast(5)) : name
                guard let lock = try LockFile.acquireIfFree(root.appending("work/\(base).lock")) else { continue }
                try directory.removeTree(Array("work/\(base)".utf8))
                try directory.removeTree(Array("work/\(base).lock".utf8))
                withExtendedLifetime(lock) {}
            }
        }
    }
}
