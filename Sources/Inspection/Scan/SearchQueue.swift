import LinuxSystem
import Secrets
import Synchronization

/// The threads of a ``FileSearch``, and what they have to do. A thread starts when there is something for it.
final class SearchQueue: Sendable {
    /// What came of a file in which something was found, let stand or not, or could not be opened.
    struct Result: Sendable {
        let number: Int
        let path: [UInt8]
        let found: [SearchedFile.Found]
        let problems: [ScanProblem]
    }

    private struct State {
        var waiting: [SearchLoad] = []
        var results: [Result] = []
        var threads = 0
        var isStopped = false
    }

    private let threads: Int
    private let makeScanner: @Sendable () -> SecretScanner
    private let state = Mutex(State())
    private let orders = Semaphore()
    private let done = Semaphore()
    private let places: Semaphore

    /// - Parameter places: How many blocks wait at most.
    init(threads: Int, places: Int, _ makeScanner: @escaping @Sendable () -> SecretScanner) {
        self.threads = max(1, threads)
        self.makeScanner = makeScanner
        self.places = Semaphore(UInt32(places))
    }

    /// Waits until a block more may wait.
    func waitForPlace() { places.wait() }

    /// Has a load searched.
    func add(_ load: SearchLoad) {
        let isMore = state.withLock { state in
            state.waiting.append(load)
            guard state.threads < threads else { return false }
            state.threads += 1
            return true
        }
        orders.signal()
        if isMore { DedicatedThread.start { self.serve() } }
    }

    /// Waits for as many loads as were added; what came of their files, in no order.
    func results(of loads: Int) -> [Result] {
        for _ in 0..<loads { done.wait() }
        return state.withLock { state in
            defer { state.results = [] }
            return state.results
        }
    }

    /// Lets the threads end; what still waits is dropped.
    func stop() {
        let count = state.withLock { state in
            state.isStopped = true
            state.waiting = []
            return state.threads
        }
        for _ in 0..<count { orders.signal() }
    }

    private func serve() {
        let search = SearchedFile(makeScanner())
        while true {
            orders.wait()
            let load = state.withLock { $0.isStopped || $0.waiting.isEmpty ? nil : $0.waiting.removeFirst() }
            guard let load else { return }
            let parts = SearchParts(load) { self.places.signal() }
            while let part = parts.next() { self.search(part, parts, search) }
            done.signal()
        }
    }

    private func search(_ first: SearchParts.Part, _ parts: SearchParts, _ search: SearchedFile) {
        guard let file = first.file else { return }
        let found = search.search(file.path) { take in
            var part: SearchParts.Part? = first
            while let present = part {
                parts.withBytes(of: present, take)
                part = present.isLast ? nil : parts.next()
            }
        }
        guard search.isSuspect else { return }
        let result = Result(number: file.number, path: file.path, found: found, problems: search.problems)
        state.withLock { $0.results.append(result) }
    }
}

/// The parts of a load one after the other. Belongs to one thread.
private final class SearchParts {
    typealias Part = SearchLoad.Part

    private let load: SearchLoad
    private let letGo: () -> Void
    private var block: SearchLoad.Block?
    private var index = 0

    /// - Parameter letGo: Called when a block is not needed any more.
    init(_ load: SearchLoad, letGo: @escaping () -> Void) {
        self.load = load
        self.letGo = letGo
    }

    /// The next part; waits for it. `nil` at the end of the load.
    func next() -> Part? {
        while true {
            if let block, index < block.parts.count {
                index += 1
                return block.parts[index - 1]
            }
            if block != nil { letGo() }
            (block, index) = (load.next(), 0)
            if block == nil { return nil }
        }
    }

    /// Calls with the bytes of the part that came last.
    func withBytes(of part: Part, _ body: (UnsafeRawBufferPointer) -> Void) {
        block?.bytes.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[part.bytes])) }
    }
}
