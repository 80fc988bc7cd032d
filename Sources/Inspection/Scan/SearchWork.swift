import LinuxSystem
import Secrets
import Synchronization

/// What the threads of a ``FileSearch`` do with the loads, and what comes of it.
final class SearchWork: Sendable {
    /// What came of a file in which something was found, let stand or not, or could not be opened.
    struct Result: Sendable {
        let number: Int
        let path: [UInt8]
        let found: [SearchedFile.Found]
        let problems: [ScanProblem]
    }

    private let results = Mutex<[Result]>([])
    private let done = Semaphore()
    private let places: Semaphore

    /// - Parameter places: How many blocks wait at most.
    init(places: Int) { self.places = Semaphore(UInt32(places)) }

    /// Waits until a block more may wait.
    func waitForPlace() { places.wait() }

    /// Waits for as many loads as were given to the threads; what came of their files, in no order.
    func results(of loads: Int) -> [Result] {
        for _ in 0..<loads { done.wait() }
        return results.withLock { results in
            defer { results = [] }
            return results
        }
    }

    /// Searches a load to its end.
    func search(_ load: SearchLoad, with search: SearchedFile) {
        let parts = SearchParts(load) { self.places.signal() }
        while let part = parts.next() { self.search(part, parts, search) }
        done.signal()
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
        results.withLock { $0.append(result) }
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
