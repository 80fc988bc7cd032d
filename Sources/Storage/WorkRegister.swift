internal import LinuxSystem
internal import Synchronization

/// The work directories of a store that this process has not removed yet.
///
/// A ``WorkDirectory`` goes with its last reference. The last one may be another thread's that lets go a moment after the command has
/// failed, and a program that ends meanwhile runs no `deinit`: so the places are known here, too.
final class WorkRegister: Sendable {
    private let places = Mutex<[String: WorkPlace]>([:])

    func add(_ place: WorkPlace) { places.withLock { $0[place.name] = place } }

    func remove(_ place: WorkPlace) {
        place.remove()
        places.withLock { $0[place.name] = nil }
    }

    /// Removes all of them; waits for those that another thread removes.
    func removeAll() {
        for place in places.withLock({ Array($0.values) }) { remove(place) }
    }
}

/// A directory below the root of a store with the lock that says that it is in use.
final class WorkPlace: Sendable {
    /// The name below the store's root.
    let name: String
    private let parent: DirectoryHandle
    private let lock: Mutex<LockFile?>

    init(name: String, parent: DirectoryHandle, lock: LockFile) {
        self.name = name
        self.parent = parent
        self.lock = Mutex(lock)
    }

    /// Removes directory and lock. Who comes second waits for the first.
    func remove() {
        lock.withLock { lock in
            if lock == nil { return }
            // Swept later where this does not work: the lock is free from here on.
            try? parent.removeTree(Array(name.utf8))
            try? parent.removeFile(Array("\(name).lock".utf8))
            lock = nil
        }
    }
}

extension Store {
    /// Removes every work directory that this object has made and that is still there. For a program that ends: whoever works in
    /// one of them has ended before.
    public func removeWork() { unfinished.removeAll() }
}
