internal import LinuxSystem
internal import OCI
internal import Synchronization

/// A SHA-256 that is computed on a thread of its own while its owner goes on reading and writing.
///
/// The thread starts with the second chunk: what is small is hashed where it is, without a thread. After `finish()` the
/// lane takes the next hash. Belongs to one thread.
final class HashLane {
    private let queue: Queue
    private let isChecking: Bool
    /// The checks of the parts of what `finish` ended last, where they are wanted.
    private(set) var checks = PartChecks()
    private var held: (chunk: Chunk, range: Range<Int>)?
    private var isRunning = false

    /// - Parameter checking: Whether the checks of the parts are wanted, too.
    init(checking: Bool = false) {
        isChecking = checking
        queue = Queue(isChecking: checking)
    }

    deinit { if isRunning { queue.put(.stop) } }

    /// Adds a part of a chunk to the running hash.
    func add(_ chunk: Chunk, _ range: Range<Int>) {
        if !isRunning {
            guard let first = held else {
                held = (chunk, range)
                return
            }
            held = nil
            isRunning = true
            DedicatedThread.start { [queue] in queue.serve() }
            queue.put(.bytes(first.chunk, first.range))
        }
        queue.put(.bytes(chunk, range))
    }

    /// Ends the running hash and begins the next; waits for its digest.
    func finish() -> Digest {
        if isRunning {
            queue.put(.finish)
            let (digest, checks) = queue.result()
            self.checks = checks
            return digest
        }
        var digester = Digester()
        var checks = PartChecks()
        if let held {
            held.chunk.withBytes(held.range) { bytes in
                digester.update(bytes)
                if isChecking { checks.add(bytes) }
            }
        }
        held = nil
        checks.finish()
        self.checks = checks
        return digester.finalize()
    }

    private enum Order {
        case bytes(Chunk, Range<Int>)
        case finish, stop
    }

    /// Orders for the thread and digests from it.
    private final class Queue: Sendable {
        private struct State {
            var orders: [Order] = []
            var next = 0
            var result: (Digest, PartChecks)?
        }

        private let isChecking: Bool
        private let state = Mutex(State())
        private let ordered = Semaphore()
        private let done = Semaphore()

        init(isChecking: Bool) { self.isChecking = isChecking }

        func put(_ order: Order) {
            state.withLock { $0.orders.append(order) }
            ordered.signal()
        }

        func result() -> (Digest, PartChecks) {
            done.wait()
            guard let result = state.withLock({ $0.result.take() }) else {
                preconditionFailure("the thread of a hash gave no digest")
            }
            return result
        }

        func serve() {
            while true {
                var digester = Digester()
                var checks = PartChecks()
                hashing: while true {
                    switch take() {
                    case .bytes(let chunk, let range):
                        chunk.withBytes(range) { bytes in
                            digester.update(bytes)
                            if isChecking { checks.add(bytes) }
                        }
                    case .finish: break hashing
                    case .stop: return
                    }
                }
                checks.finish()
                let result = (digester.finalize(), checks)
                state.withLock { $0.result = result }
                done.signal()
            }
        }

        private func take() -> Order {
            ordered.wait()
            return state.withLock { state in
                let order = state.orders[state.next]
                state.orders[state.next] = .finish  // lets go of the chunk
                state.next += 1
                if state.next == state.orders.count {
                    state.orders.removeAll(keepingCapacity: true)
                    state.next = 0
                }
                return order
            }
        }
    }
}
