/// The content of the entry that a tar reader stands at.
public final class TarContentSource: ByteSource {
    private let reader: TarReader

    /// Reads what is left of the current entry, until the reader is asked for the next one.
    public init(_ reader: TarReader) { self.reader = reader }

    /// Reads content; 0 at its end.
    public func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int { try reader.read(into: buffer) }
}
