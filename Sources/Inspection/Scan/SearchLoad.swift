import LinuxSystem
import Synchronization

/// Files that one thread searches one after the other: many small ones, or a large one whose bytes still come.
final class SearchLoad: Sendable {
    /// How many bytes a block has.
    static let blockSize = 256 << 10

    /// A part of a file.
    struct Part: Sendable {
        /// Path and number of the file that begins with this part; `nil` where it has begun.
        let file: (path: [UInt8], number: Int)?
        let bytes: Range<Int>
        /// Whether the file ends with it.
        let isLast: Bool
    }

    /// Parts of files, with their bytes behind each other.
    struct Block: Sendable {
        private(set) var parts: [Part] = []
        private(set) var bytes: [UInt8] = []
        private var file: (path: [UInt8], number: Int)?
        private var start = 0
        private var isOpen = false
        /// What the names of files take up: a million empty ones are not nothing.
        private var names = 0

        /// How many bytes fit in still.
        var room: Int { max(0, SearchLoad.blockSize - bytes.count - names) }
        var isEmpty: Bool { parts.isEmpty && !isOpen }

        /// Begins a file.
        mutating func begin(_ path: [UInt8], _ number: Int) {
            (file, start, isOpen) = ((path, number), bytes.count, true)
            names += path.count + MemoryLayout<Part>.size
        }

        /// Takes as many bytes as fit; how many those are.
        mutating func add(_ piece: UnsafeRawBufferPointer) -> Int {
            isOpen = true
            let count = min(piece.count, room)
            // At once: an array that grows again and again copies what it has each time.
            bytes.reserveCapacity(SearchLoad.blockSize)
            bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: piece[..<count]))
            return count
        }

        /// Ends the file.
        mutating func end() { close(isLast: true) }

        /// The block as it is handed over: what a file goes on with comes in the next one.
        mutating func close(isLast: Bool = false) {
            guard isOpen || isLast else { return }
            parts.append(Part(file: file, bytes: start..<bytes.count, isLast: isLast))
            (file, start, isOpen) = (nil, bytes.count, false)
        }
    }

    private let blocks: Mutex<[Block]>
    /// Counts the blocks, and the end.
    private let arrivals = Semaphore(1)

    init(_ first: Block) { blocks = Mutex([first]) }

    /// Adds what comes next.
    func add(_ block: Block) {
        blocks.withLock { $0.append(block) }
        arrivals.signal()
    }

    /// Nothing more comes.
    func finish() { arrivals.signal() }

    /// The next block, for the one thread that has the load; waits for it. `nil` behind the last.
    func next() -> Block? {
        arrivals.wait()
        return blocks.withLock { $0.isEmpty ? nil : $0.removeFirst() }
    }
}
