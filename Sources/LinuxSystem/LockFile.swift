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
    ///
    /// - Parameters:
    ///   - patience: How long a wait may be that nothing is said of.
    ///   - notice: Told after that time which other process has the lock, as far as that can be known; again where another one has it
    ///     after as long again.
    public static func acquire(
        _ path: FilePath, patience: Duration = .seconds(4), notice: (_ holder: Int32) -> Void = { _ in }
    ) throws -> LockFile {
        var pause: UInt32 = 1_000
        var told: Int32?
        var next = ContinuousClock.now + patience
        while true {
            if let lock = try acquireIfFree(path) { return lock }
            try Cancellation.check()
            usleep(pause)
            pause = min(pause * 2, 50_000)
            if ContinuousClock.now < next { continue }
            next = ContinuousClock.now + patience
            guard let process = holder(of: path), process != getpid(), process != told else { continue }
            told = process
            notice(process)
        }
    }

    /// The process that has the lock of a file, as the kernel lists it; `nil` where nobody has it, or a process that is not to be seen
    /// from here (proc(5), /proc/locks).
    public static func holder(of path: FilePath) -> Int32? {
        guard let status = try? FileHandle.open(path, O_RDONLY).status(),
            let bytes = try? FileHandle.open("/proc/locks").readAll(limit: 16 << 20)
        else { return nil }
        let place = ":\(status.inode)"
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        let found = lines.compactMap { line -> Int32? in
            // `7: FLOCK  ADVISORY  WRITE 7352 fe:00:6734307 0 EOF`; behind the number of one that waits is an arrow. The device is not
            // compared: some file systems have another one there than stat(2) tells.
            let words = line.split(separator: " ")
            guard words.count > 5, words[1] == "FLOCK", words[5].hasSuffix(place), let process = Int32(words[4]),
                process > 0
            else { return nil }
            return process
        }
        // Two files of different file systems may have one number: then nobody is named rather than a wrong one.
        return Set(found).count == 1 ? found.first : nil
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
