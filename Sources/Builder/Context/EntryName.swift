/// The last component of the path of a scanned entry: a few of the bytes that the names of one directory share.
///
/// A name with memory of its own would be asked for from the heap entry by entry, and the tasks that scan would wait there for
/// each other.
struct EntryName: Sendable {
    private let names: NameBlock
    private let start: UInt32
    private let length: UInt32

    /// A name that is alone.
    init(_ bytes: [UInt8]) {
        names = NameBlock(capacity: bytes.count)
        start = 0
        length = UInt32(bytes.count)
        bytes.withUnsafeBytes { _ = names.append($0) }
    }

    /// Adds a name to those of its directory, whose block must have room for it.
    init(_ bytes: UnsafeRawBufferPointer, in names: NameBlock) {
        self.names = names
        start = names.append(bytes)
        length = UInt32(bytes.count)
    }

    /// Its bytes, as an array of their own.
    var bytes: [UInt8] { withUnsafeBytes { Array($0) } }

    /// Whether it comes before a name in byte order.
    func precedes(_ name: [UInt8]) -> Bool { BytePath.precedes(bytes, name) }

    func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try names.withBytes(from: start, count: length, body)
    }
}

/// The names of one directory's entries, one behind the other.
///
/// Unchecked: filled by the task that reads the directory, and only read when it has been given to another.
final class NameBlock: @unchecked Sendable {
    private let memory: UnsafeMutableRawBufferPointer
    private var used = 0

    /// Makes a block with room for so many bytes.
    init(capacity: Int) { memory = .allocate(byteCount: capacity, alignment: 1) }

    /// Adds the bytes of a name and gives where they begin; there must be room.
    fileprivate func append(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
        let start = used
        precondition(bytes.count <= memory.count - start, "a block of \(memory.count) bytes of names is full")
        UnsafeMutableRawBufferPointer(rebasing: memory[start...]).copyMemory(from: bytes)
        used += bytes.count
        return UInt32(start)
    }

    fileprivate func withBytes<Result>(
        from start: UInt32, count: UInt32, _ body: (UnsafeRawBufferPointer) throws -> Result
    ) rethrows -> Result {
        try withExtendedLifetime(self) {
            try body(UnsafeRawBufferPointer(rebasing: memory[Int(start)..<Int(start + count)]))
        }
    }

    deinit { memory.deallocate() }
}
