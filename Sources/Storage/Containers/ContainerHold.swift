internal import LinuxSystem
internal import Synchronization

/// The proof that this process has a container: its process may run, nobody else may start or remove it.
///
/// Ends with `release()`, with the object, and with the process; then the container counts as ended.
public final class ContainerHold: Sendable {
    /// The container as it was when it was taken.
    public let container: Container
    private let lock: Mutex<LockFile?>

    init(container: Container, lock: LockFile) {
        self.container = container
        self.lock = Mutex(lock)
    }

    /// Lets others have the container.
    public func release() { lock.withLock { $0 = nil } }
}
