internal import Synchronization

/// Threads that work off orders, the oldest first. Each begins when there is an order for it, and has a worker of its own.
///
/// What an order came to is the worker's to tell: nothing here waits for it. The threads run until ``stop()``.
public final class WorkThreads<Order: Sendable>: Sendable {
    /// Does the orders that come to one thread, and is called by that thread alone.
    public typealias Worker = (_ order: Order) -> Void

    private struct State {
        var waiting: [Order] = []
        var threads = 0
        var isStopped = false
    }

    private let most: Int
    private let makeWorker: @Sendable () -> Worker
    private let state = Mutex(State())
    private let orders = Semaphore()

    /// Threads that have not begun.
    ///
    /// - Parameters:
    ///   - threads: How many there are at most; one at least.
    ///   - makeWorker: Called on each thread as it begins.
    public init(_ threads: Int, makeWorker: @escaping @Sendable () -> Worker) {
        most = max(1, threads)
        self.makeWorker = makeWorker
    }

    /// Has an order done.
    public func add(_ order: Order) {
        let isMore = state.withLock { state in
            state.waiting.append(order)
            guard state.threads < most else { return false }
            state.threads += 1
            return true
        }
        orders.signal()
        if isMore { DedicatedThread.start { self.serve() } }
    }

    /// Lets the threads end, each behind what it is doing; what still waits is dropped.
    public func stop() {
        let count = state.withLock { state in
            state.isStopped = true
            state.waiting = []
            return state.threads
        }
        for _ in 0..<count { orders.signal() }
    }

    private func serve() {
        let work = makeWorker()
        while true {
            orders.wait()
            let order = state.withLock { $0.isStopped || $0.waiting.isEmpty ? nil : $0.waiting.removeFirst() }
            guard let order else { return }
            work(order)
        }
    }
}
