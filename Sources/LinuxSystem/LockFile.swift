internal import Glibc
public import SystemPackage

/// An flock(2) on a file, exclusive or shared, held until the object goes or the process ends, however it ends.
public final class LockFile: Sendable {
    private let handle: FileHandle

    private init(_ handle: FileHandle) { self.handle = handle }

    /// To close would not be enough: a process that another thread is starting has the descriptor until it runs its program.
    deinit { flock(handle.descriptor, LOCK_UN) }

    /// Takes the lock of a file, making the file where it is missing; `nil` where another holder has it.
    ///
    /// The file may have been removed by its last holder between opening and locking: then the lock is taken on the
    /// file that now bears the name.
    public static func acquireIfFree(_ path: FilePath) throws(SystemError) -> LockFile? {
        try acquireIfFree(path, LOCK_EX)
    }

    /// Takes a share of the lock of a file: others may have shares as well, nobody has it for himself. `nil` where
    /// somebody has.
    public static func shareIfFree(_ path: FilePath) throws(SystemError) -> LockFile? {
        try acquireIfFree(path, LOCK_SH)
    }

    private static func acquireIfFree(_ path: FilePath, _ kind: Int32) throws(SystemError) -> LockFile? {
        while true {
            let handle = try FileHandle.open(path, O_RDWR | O_CREAT, mode: 0o600)
            if flock(handle.descriptor, kind | LOCK_NB) != 0 {
                if errno == EWOULDBLOCK { return nil }
                if errno == EINTR { continue }
                throw SystemError(errno, "lock", path.string)
            }
            let locked = try handle.status()
            do throws(SystemError) {
                let named = try FileHandle.open(path, O_RDONLY).status()
                if named.inode == locked.inode && named.device == locked.device { return LockFile(handle) }
            } catch {
                if !error.isNotFound { throw error }
            }
        }
    }

    /// Whether some holder has the lock of a file; false where there is no such file.
    ///
    /// Asking does not get into the way of others who ask.
    public static func isHeld(_ path: FilePath) throws(SystemError) -> Bool {
        do throws(SystemError) {
            let handle = try FileHandle.open(path, O_RDONLY)
            while flock(handle.descriptor, LOCK_SH | LOCK_NB) != 0 {
                if errno == EWOULDBLOCK { return true }
                if errno != EINTR { throw SystemError(errno, "lock", path.string) }
            }
            return false
        } catch {
            if error.isNotFound { return false }
            throw error
        }
    }

    /// Takes the lock of a file, waiting while another holder has it.
    ///
    /// Waits in short, growing steps, so that a cancelled task leaves within 50 ms.
    public static func acquire(_ path: FilePath) throws -> LockFile {
        var pause: UInt32 = 1_000
        while true {
            if let lock = try acquireIfFree(path) { return lock }
            try Cancellation.check()
            usleep(pause)
            pause = min(pause * 2, 50_000)
        }
    }
}

extension DirectoryHandle {
    /// Takes the lock of the directory itself, for as long as the handle is open; false where another holder has it.
    public func lockIfFree() throws(SystemError) -> Bool { try flockIfFree(descriptor) }

    /// Shares the lock of the directory with others who do so, for as long as the handle is open; false where somebody has it alone.
    public func shareIfFree() throws(SystemError) -> Bool { try flockIfFree(descriptor, LOCK_SH) }
}

extension FileHandle {
    /// Takes the lock of the file, for as long as the handle is open; false where another holder has it.
    public func lockIfFree() throws(SystemError) -> Bool { try flockIfFree(descriptor) }
}

private func flockIfFree(_ descriptor: Int32, _ kind: Int32 = LOCK_EX) throws(SystemError) -> Bool {
    while flock(descriptor, kind | LOCK_NB) != 0 {
        if errno == EWOULDBLOCK { return false }
        if errno != EINTR { throw SystemError(errno, "lock", "descriptor \(descriptor)") }
    }
    return true
}

/// The question whether the task that runs this code has been cancelled, for long loops in blocking code.
public enum Cancellation {
    /// Throws `CancellationError` where the current task has been cancelled.
    public static func check() throws {
        if Task.isCancelled { throw CancellationError() }
    }
}
