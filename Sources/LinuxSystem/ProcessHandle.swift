internal import CLinux
internal import Glibc
internal import Synchronization

/// How a process ended.
public enum ProcessExit: Hashable, Sendable {
    /// It ended itself with this code.
    case exited(Int32)
    /// A signal ended it.
    case signaled(Int32)

    /// The code as a shell gives it: 128 and the number of the signal, where one ended the process.
    public var code: Int32 {
        switch self {
        case .exited(let code): code
        case .signaled(let number): 128 + number
        }
    }
}

/// A child process, held by a pidfd (pidfd_open(2)): a signal can never reach another process that got its number.
public final class ProcessHandle: Sendable {
    /// The pidfd; readable (poll(2)) once the process has ended. Owned by this object.
    public let descriptor: Int32
    /// The number of the process.
    public let processID: Int32
    private let status = Mutex<ProcessExit?>(nil)

    init(owning descriptor: Int32, processID: Int32) {
        self.descriptor = descriptor
        self.processID = processID
    }

    deinit { close(descriptor) }

    /// Sends a signal; nothing happens where the process has ended.
    public func signal(_ number: Int32) { _ = clinux_pidfd_signal(descriptor, number) }

    /// Ends the process at once (SIGKILL).
    public func kill() { signal(SIGKILL) }

    /// Waits until the process has ended. May be called again.
    ///
    /// - Throws: `CancellationError` where the current task is cancelled; the process is then killed and gone.
    public func wait() throws -> ProcessExit {
        while true {
            if let status = try waitIfExited() { return status }
            if Task.isCancelled {
                kill()
                _ = try waitWithoutCancellation()
                throw CancellationError()
            }
            _ = Readiness.wait(for: [descriptor], milliseconds: 50)
        }
    }

    /// Waits until the process has ended, whatever happens to the current task.
    public func waitWithoutCancellation() throws(SystemError) -> ProcessExit {
        while true {
            if let status = try waitIfExited() { return status }
            _ = Readiness.wait(for: [descriptor], milliseconds: -1)
        }
    }

    /// How the process ended; `nil` while it runs.
    public func waitIfExited() throws(SystemError) -> ProcessExit? {
        try status.withLock { status throws(SystemError) in
            if let status { return status }
            var code: Int32 = 0
            let result = clinux_wait(descriptor, 0, &code)
            if result < 0 { throw SystemError(-result, "wait for", "process \(processID)") }
            if result == 0 { return nil }
            status = code < 0 ? .signaled(-code) : .exited(code)
            DebugLog.note("program", "process \(processID) ended with \(code < 0 ? "signal \(-code)" : "code \(code)")")
            return status
        }
    }
}
