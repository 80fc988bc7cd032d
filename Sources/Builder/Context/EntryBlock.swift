/// The entries of one directory while a tree is scanned.
///
/// They are moved into the tree's one array, not copied: a copy would touch the reference counts of every name once more, all
/// over memory, on one core, when everything has been read and nothing else is left to do.
///
/// Unchecked: made and filled by one task, then given to another; never used by two at once.
final class EntryBlock: @unchecked Sendable {
    private let start: UnsafeMutablePointer<SourceEntry>
    private let capacity: Int
    private(set) var count = 0

    /// Makes an empty block with room for so many entries.
    init(capacity: Int) {
        self.capacity = capacity
        start = .allocate(capacity: capacity)
    }

    /// Adds an entry; there must be room.
    func append(_ entry: consuming SourceEntry) {
        precondition(count < capacity, "a block of \(capacity) entries is full")
        (start + count).initialize(to: entry)
        count += 1
    }

    /// The entries of some blocks in their order; the blocks are empty afterwards.
    static func joined(_ blocks: [EntryBlock]) -> [SourceEntry] {
        let total = blocks.reduce(0) { $0 + $1.count }
        return [SourceEntry](unsafeUninitializedCapacity: total) { buffer, count in
            guard let base = buffer.baseAddress else { return }
            for block in blocks {
                (base + count).moveInitialize(from: block.start, count: block.count)
                count += block.count
                block.count = 0
            }
        }
    }

    deinit {
        start.deinitialize(count: count)
        start.deallocate()
    }
}
