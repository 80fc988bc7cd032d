internal import LinuxSystem
internal import Synchronization

/// Something that is done on a thread of its own, from the beginning on, and that can be waited for.
final class BackgroundWork: Sendable {
    private let result = Mutex<Result<Void, any Error>?>(nil)
    private let ended = Semaphore()

    init(_ work: @escaping @Sendable () throws -> Void) {
        DedicatedThread.start { [self] in
            let outcome = Result { try work() }
            result.withLock { $0 = outcome }
            ended.signal()
        }
    }

    /// Waits for the end; whoever comes later finds it ended.
    ///
    /// - Throws: what the work threw.
    func end() throws {
        ended.wait()
        ended.signal()
        try result.withLock { $0 }?.get()
    }
}
