internal import LinuxSystem
internal import Synchronization

/// Carries out orders on a thread of its own, one after the other, while who gives them goes on.
///
/// The first ones are carried out at once: a few are not worth a thread. What orders touch is theirs alone until `drain` returns.
/// When the last reference goes, what still waits is dropped, and the order that runs is waited for. Belongs to one thread.
final class OrderLane {
    /// So many orders are carried out before there is a thread.
    private static let atOnce = 32
    /// So many wait at most; each can hold an open file.
    fileprivate static let waiting = 16

    private let queue = Queue()
    private var count = 0
    private var isRunning = false

    deinit { if isRunning { queue.end() } }

    /// Gives an order; waits while too many do.
    ///
    /// - Throws: what an earlier order met, after which none is carried out any more; what this one met, where it is carried out at once.
    func put(_ order: @escaping () throws -> Void) throws {
        if !isRunning {
            count += 1
            if count <= Self.atOnce { return try order() }
            isRunning = true
            DedicatedThread.start { [queue] in queue.serve() }
        }
        try queue.put(Order(run: order))
    }

    /// Waits until all orders are carried out.
    ///
    /// - Throws: what one of them met.
    func drain() throws { if isRunning { try queue.drain() } }

    /// Unchecked: who gives an order lets go of what it touches, as `OrderLane` says.
    private struct Order: @unchecked Sendable {
        let run: () throws -> Void
    }

    private final class Queue: Sendable {
        private struct State {
            var orders: [Order] = []
            /// The thread has nothing to do, and sleeps.
            var isIdle = false
            /// Who gives orders sleeps until some are taken, or until all are done.
            var isAwaited = false
            var isEnded = false
            var failure: (any Error)?
        }

        private let state = Mutex(State())
        private let ordered = Semaphore()
        private let changed = Semaphore()
        private let done = Semaphore()

        func put(_ order: Order) throws {
            while true {
                let isPut = try state.withLock { state in
                    if let failure = state.failure { throw failure }
                    guard state.orders.count < OrderLane.waiting else {
                        state.isAwaited = true
                        return false
                    }
                    state.orders.append(order)
                    if state.isIdle { ordered.signal() }
                    state.isIdle = false
                    return true
                }
                if isPut { return }
                changed.wait()
            }
        }

        func drain() throws {
            while true {
                let isDone = try state.withLock { state in
                    guard state.isIdle, state.orders.isEmpty else {
                        state.isAwaited = true
                        return false
                    }
                    if let failure = state.failure { throw failure }
                    return true
                }
                if isDone { return }
                changed.wait()
            }
        }

        func end() {
            state.withLock { state in
                (state.isEnded, state.orders) = (true, [])
                if state.isIdle { ordered.signal() }
                state.isIdle = false
            }
            done.wait()
        }

        func serve() {
            while let orders = take() {
                for order in orders where state.withLock({ $0.failure == nil && !$0.isEnded }) {
                    do { try order.run() } catch { state.withLock { $0.failure = error } }
                }
            }
            done.signal()
        }

        /// All orders that wait; `nil` when no more come.
        private func take() -> [Order]? {
            while true {
                let (orders, isEnded) = state.withLock { state in
                    let orders = state.orders
                    (state.orders, state.isIdle) = ([], orders.isEmpty)
                    if state.isAwaited { changed.signal() }
                    state.isAwaited = false
                    return (orders, state.isEnded)
                }
                if isEnded { return nil }
                if !orders.isEmpty { return orders }
                ordered.wait()
            }
        }
    }
}
