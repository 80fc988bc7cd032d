internal import CZlib

/// Compresses to gzip (RFC 1952), one member without name and time: the same bytes always give the same bytes.
public final class GzipSink: FinishingSink {
    // SAFETY: the stream lives on the heap at one address from init to deinit, as zlib keeps a pointer to it.
    private let stream: UnsafeMutablePointer<z_stream>
    private let target: any ByteSink
    private var output = [UInt8](repeating: 0, count: 1 << 16)

    /// Compresses into another sink. `level` is 1 (fast) to 9 (small).
    public init(to target: any ByteSink, level: Int32 = 6) throws {
        self.target = target
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        let size = Int32(MemoryLayout<z_stream>.size)
        guard deflateInit2_(stream, level, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size) == Z_OK else {
            throw LayerArchiveError(.unsupported, "zlib does not know the compression level \(level)")
        }
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
    }

    /// Compresses bytes; what comes out is written as it comes.
    public func write(_ bytes: UnsafeRawBufferPointer) throws {
        // SAFETY: zlib keeps no pointer to `bytes`: all of them are used up when this returns.
        var rest = bytes
        while rest.count > 0 {
            let part = UnsafeRawBufferPointer(rebasing: rest.prefix(1 << 30))
            stream.pointee.next_in = UnsafeMutablePointer(
                mutating: part.baseAddress?.assumingMemoryBound(to: UInt8.self))
            stream.pointee.avail_in = UInt32(part.count)
            while stream.pointee.avail_in > 0 { try run(Z_NO_FLUSH) }
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(part.count))
        }
    }

    /// Writes the end of the member.
    public func finish() throws {
        stream.pointee.avail_in = 0
        while try run(Z_FINISH) != Z_STREAM_END {}
    }

    @discardableResult
    private func run(_ flush: Int32) throws -> Int32 {
        let size = output.count
        let result = output.withUnsafeMutableBufferPointer { output in
            stream.pointee.next_out = output.baseAddress
            stream.pointee.avail_out = UInt32(size)
            return deflate(stream, flush)
        }
        let made = size - Int(stream.pointee.avail_out)
        if made > 0 { try output.withUnsafeBytes { try target.write(UnsafeRawBufferPointer(rebasing: $0[..<made])) } }
        guard result == Z_OK || result == Z_STREAM_END || result == Z_BUF_ERROR else {
            throw LayerArchiveError.badCompression(.gzip, "zlib gave error \(result) while compressing")
        }
        return result
    }
}
