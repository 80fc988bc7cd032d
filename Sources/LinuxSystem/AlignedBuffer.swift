/// Memory for bytes that begins at the start of a page, as transfers past the page cache need it (O_DIRECT of open(2)).
///
/// The memory goes with the object. Whoever fills it is alone with it until it is shared for reading.
public final class AlignedBuffer: @unchecked Sendable {
    // Unchecked: the pointer never changes; ChunkPool hands each buffer to one writer, and to readers after that.
    private let memory: UnsafeMutableRawBufferPointer

    /// What begin and length of a direct transfer are multiples of: a page, which is enough for every disk in use.
    public static let alignment = 4096

    /// Takes memory for `count` bytes, which hold zeros at first.
    public init(count: Int) {
        memory = .allocate(byteCount: count, alignment: Self.alignment)
        memory.initializeMemory(as: UInt8.self, repeating: 0)
    }

    deinit { memory.deallocate() }

    /// How many bytes there is room for.
    public var count: Int { memory.count }

    /// Calls with the bytes, to fill or change them.
    public func withMutableBytes<Result, Failure: Error>(
        _ body: (UnsafeMutableRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        // SAFETY: allocated in init with this count, freed in deinit only; `self` outlives the call.
        try body(memory)
    }

    /// Calls with the bytes.
    public func withBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        // SAFETY: as above.
        try body(UnsafeRawBufferPointer(memory))
    }
}
