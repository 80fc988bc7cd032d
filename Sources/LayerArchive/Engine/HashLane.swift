internal import LinuxSystem
internal import OCI
internal import Synchronization

/// A SHA-256 that is computed on a thread of its own while its owner goes on reading and writing.
///
/// The thread starts with the second chunk: what is small is hashed where it is, without a thread. After `finish()` the
/// lane takes the next hash. Belongs to one thread.
final class HashLane {
    private let queue = Queue()
    private var held: (chunk: Chunk, range: Range<Int>)?
    private var isRunning = false

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
            return queue.result()
        }
        var digester = Digester()
        if let held { held.chunk.withBytes(held.range) { digester.update($0) } }
        held = nil
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
            var digest: Digest?
        }

        private let state = Mutex(State())
        private let ordered = Semaphore()
        private let done = Semaphore()

        func put(_ order: Order) {
            state.withLock { $0.orders.append(order) }
            ordered.signal()
        }

        func result() -> Digest {
            done.wait()
            guard let digest = state.withLock({ $0.digest.take() }) else {
                preconditionFailure("the thread of a hash gave no digest")
            }
            return digest
        }

        func serve() {
            while true {
                var digester = Digester()
                hashing: while true {
                    switch take() {
                    case .bytes(let chunk, let range): chunk.withBytes(range) { digester.update($0) }
                    case .finish: break hashing
                    case .stop: return
                    }
                }
                let digest = digester.finalize()
                state.withLock { $0.digest = digest }
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
