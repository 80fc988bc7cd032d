internal import Glibc

/// The bytes of a file, mapped for reading (mmap(2)): nothing is copied, and what nobody looks at is not read.
///
/// For files that are only ever replaced by rename: who cuts the file short under a mapping ends the process (SIGBUS).
///
/// Unchecked: the address never changes, and nothing writes there.
public final class MappedFile: @unchecked Sendable {
    private let base: UnsafeMutableRawPointer?
    /// How many bytes there are.
    public let count: Int

    /// Maps the first bytes of an open file, which may be closed then.
    ///
    /// - Throws: `SystemError`.
    public init(_ file: FileHandle, count: Int) throws(SystemError) {
        self.count = count
        if count == 0 {
            base = nil
            return
        }
        // All that is in memory already is put in place at once: a fault a page costs more than the map.
        let address = mmap(nil, count, PROT_READ, MAP_PRIVATE | MAP_POPULATE, file.descriptor, 0)
        if address == MAP_FAILED { throw SystemError(errno, "map", "descriptor \(file.descriptor)") }
        base = address
    }

    deinit { if let base { munmap(base, count) } }

    /// Calls with the bytes, which stay for as long as the call takes.
    public func withBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        defer { withExtendedLifetime(self) {} }
        return try body(UnsafeRawBufferPointer(start: base, count: count))
    }
}
