/// Reads a stream that may be compressed, whatever its form, as what it was before.
///
/// The form is told from the first bytes. Memory is bounded by each form's window limit; how much comes out is for the
/// reader to bound. Belongs to one thread.
public final class DecompressingSource: ByteSource {
    /// The form that the stream has.
    public let compression: Compression
    var isCompressed: Bool { compression != .none }
    private let source: any ByteSource
    private let decoder: (any StreamDecoder)?
    private var input: [UInt8]
    private var pending: Range<Int>
    private var isInputAtEnd: Bool
    private var isAtEnd = false

    /// Reads the first bytes of a source and tells its form.
    public init(_ source: any ByteSource) throws {
        self.source = source
        input = [UInt8](repeating: 0, count: 1 << 17)
        let count = try input.withUnsafeMutableBytes { input in
            try source.fill(UnsafeMutableRawBufferPointer(rebasing: input[..<Compression.magicLength]))
        }
        pending = 0..<count
        isInputAtEnd = count < Compression.magicLength
        compression = Compression(magic: Array(input[..<count]))
        decoder =
            switch compression {
            case .none: nil
            case .gzip: try GzipDecoder()
            case .zstd: try ZstdDecoder()
            case .xz: try XZDecoder()
            case .bzip2: BZip2Decoder()
            }
    }

    /// Reads decompressed bytes; 0 at the end.
    ///
    /// - Throws: `badCompression`, `trailingData`, `truncated`, `tooLarge`; what the source throws.
    public func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        guard let decoder else { return try readPlain(buffer) }
        while !isAtEnd {
            if pending.isEmpty && !isInputAtEnd { try refill() }
            let step = try input.withUnsafeBytes {
                try decoder.decode(UnsafeRawBufferPointer(rebasing: $0[pending]), isLast: isInputAtEnd, into: buffer)
            }
            pending = (pending.lowerBound + step.consumed)..<pending.upperBound
            if isInputAtEnd && pending.isEmpty && step.isAtBoundary { isAtEnd = true }
            if step.produced > 0 { return step.produced }
            if step.consumed == 0 && !isAtEnd { try checkProgress() }
        }
        return 0
    }

    /// A call that neither took nor gave is in order only where it had nothing to take and more is coming.
    private func checkProgress() throws {
        if isInputAtEnd {
            throw LayerArchiveError(
                .truncated, "the \(compression.rawValue) stream ends before its end",
                hint: "the file is incomplete; make or fetch it again")
        }
        if !pending.isEmpty { throw LayerArchiveError.badCompression(compression, "it does not go on") }
    }

    private func readPlain(_ buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        if pending.isEmpty { return try source.read(into: buffer) }
        let count = min(buffer.count, pending.count)
        let part = pending.lowerBound..<(pending.lowerBound + count)
        input.withUnsafeBytes { buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[part])) }
        pending = part.upperBound..<pending.upperBound
        return count
    }

    private func refill() throws {
        let count = try input.withUnsafeMutableBytes { try source.read(into: $0) }
        pending = 0..<count
        isInputAtEnd = count == 0
    }
}
