internal import LinuxSystem
public import OCI
internal import Synchronization
internal import SystemPackage

/// The right to carry out one step: of several builds that want it, one has it and the others wait.
///
/// It ends with `release()`, with the object, and with the process, however that ends; then the next one takes over.
public final class StepLock: Sendable {
    private let state: Mutex<LockFile?>
    private let directory: DirectoryHandle
    private let name: String

    init(lock: LockFile, directory: DirectoryHandle, name: String) {
        state = Mutex(lock)
        self.directory = directory
        self.name = name
    }

    deinit { release() }

    /// Lets the next one have it. Nothing happens the second time.
    public func release() {
        guard
            let held = state.withLock({ lock in
                defer { lock = nil }
                return lock
            })
        else { return }
        // Removed while it is still held: whoever waits on this file finds that it has no name and opens the new one.
        // An empty file that stays behind harms nobody.
        try? directory.removeFile(Array(name.utf8))
        withExtendedLifetime(held) {}
    }
}

extension Store {
    /// Waits until no other build carries out the step of a key; a cancelled task stops waiting.
    ///
    /// Blocks: call it on a thread that may.
    ///
    /// - Throws: `CancellationError`; `.noSpace`, `.noAccess`.
    public func lockStep(_ key: Digest) throws -> StepLock {
        let name = Self.stepName(key)
        let lock = try whileDoing("waiting for a step of another build") { try LockFile.acquire(root.appending(name)) }
        return StepLock(lock: lock, directory: directory, name: name)
    }

    /// Takes the lock of a step if nobody has it.
    public func lockStepIfFree(_ key: Digest) throws -> StepLock? {
        let name = Self.stepName(key)
        let lock = try whileDoing("locking a step") { try LockFile.acquireIfFree(root.appending(name)) }
        return lock.map { StepLock(lock: $0, directory: directory, name: name) }
    }

    private static func stepName(_ key: Digest) -> String { "locks/step-" + key.hex }
}
