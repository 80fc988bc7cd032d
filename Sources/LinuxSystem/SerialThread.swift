internal import Synchronization

/// A thread that runs closures one after the other and never ends.
final class SerialThread: Sendable {
    private let work = Mutex<[@Sendable () -> Void]>([])
    private let wake = Semaphore()

    init() {
        DedicatedThread.start { [self] in
            while true {
                wake.wait()
                let next = work.withLock { $0.isEmpty ? nil : $0.removeFirst() }
                next?()
            }
        }
    }

    /// Runs a closure on the thread and waits for its result.
    func run<Result: Sendable>(_ body: @escaping @Sendable () -> Result) -> Result {
        let answer = Answer<Result>()
        work.withLock { work in
            work.append {
                let result = body()
                answer.value.withLock { $0 = result }
                answer.done.signal()
            }
        }
        wake.signal()
        answer.done.wait()
        guard let result = answer.value.withLock({ $0 }) else { preconditionFailure("the thread leaves its result") }
        return result
    }

    private final class Answer<Value: Sendable>: Sendable {
        let value = Mutex<Value?>(nil)
        let done = Semaphore()
    }
}
