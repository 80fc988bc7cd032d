public import LayerArchive
internal import LinuxSystem
public import OCI
internal import SystemPackage

/// A layer that was compressed in another form for a copy; its bytes lie in a work directory that goes with the value.
public struct EncodedBlob: Sendable {
    /// The digest of its bytes.
    public let digest: Digest
    /// How many bytes it has.
    public let size: Int64
    private let path: FilePath
    private let work: WorkDirectory

    /// Compresses a layer, whatever its compression was.
    ///
    /// - Parameters:
    ///   - work: Where it is written.
    ///   - read: Hands the layer's blob on, verified.
    /// - Throws: `.noSpace`; `LayerArchiveError` for what is not compressed as it says; what `read` throws.
    public static func make(
        _ encoding: LayerEncoding, in work: WorkDirectory, from read: @escaping BlobReading
    ) async throws -> EncodedBlob {
        let path = work.path.appending(RandomName.make())
        let (digest, size) = try await ByteChannel.pass(read) { reader in
            try whileDoing("compressing a layer anew") {
                let target = DigestingSink(FileSink(try FileHandle.open(path, OpenFlags.newFile, mode: 0o600)))
                let encoder = try encoding.sink(to: target)
                try DecompressingSource(reader).copy(to: encoder ?? target)
                try encoder?.finish()
                let size = target.count
                return (target.finalize(), size)
            }
        }
        return EncodedBlob(digest: digest, size: size, path: path, work: work)
    }

    /// Hands its bytes on.
    public func read(to taker: ByteTaker) throws {
        try whileDoing("reading a compressed layer") { try FileSource(FileHandle.open(path)).forEach(taker) }
    }
}

extension ByteChannel {
    /// Runs a consumer of a blob's bytes beside what hands them on; the first error of both is thrown.
    static func pass<Result: Sendable>(
        _ read: @escaping BlobReading, to consume: @escaping @Sendable (Reader) throws -> Result
    ) async throws -> Result {
        let (writer, reader) = make()
        let source = SingleUse(reader)
        async let consuming = Self.consume(source, consume)
        do {
            try await read { try writer.write($0) }
            try writer.finish()
        } catch {
            writer.fail(error)
            _ = try? await consuming  // it ends with the same error, or with one that came of it
            throw error
        }
        return try await consuming
    }

    private static func consume<Result: Sendable>(
        _ source: SingleUse<Reader>, _ body: @Sendable (Reader) throws -> Result
    ) async throws -> Result {
        let reader = source.take()
        // Whatever ends this lets the other side go on.
        do { return try body(reader) } catch let error as LayerArchiveError {
            // Bytes that cannot be unpacked are most likely wrong ones: their digest will tell.
            reader.abandon()
            throw error
        } catch {
            reader.fail(error)
            throw error
        }
    }
}

extension ByteSource {
    /// Hands on all that is left, but for so many bytes at its beginning.
    func forEach(from offset: Int64 = 0, _ taker: ByteTaker) throws {
        var left = offset
        try withUnsafeTemporaryAllocation(byteCount: 256 << 10, alignment: 16) { buffer in
            while true {
                try Cancellation.check()
                let count = try read(into: buffer)
                if count == 0 { return }
                let skipped = Int(min(left, Int64(count)))
                left -= Int64(skipped)
                if skipped < count { try taker(UnsafeRawBufferPointer(rebasing: buffer[skipped..<count])) }
            }
        }
    }
}
