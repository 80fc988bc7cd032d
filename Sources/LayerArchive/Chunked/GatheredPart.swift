internal import LinuxSystem
internal import OCI

/// A part of a zstd:chunked blob that comes after all files, and grows with each of them: it is compressed as it comes and kept until then.
final class GatheredPart {
    private let kept: SpillingSink
    private let digesting: DigestingSink
    private let sink: ZstdSink
    private var count: Int64 = 0

    /// Begins an empty part.
    ///
    /// - Parameter spill: as of ``SpillingSink/init(spill:)``.
    init(level: Int32, spill: @escaping () throws -> FileHandle?) throws {
        kept = SpillingSink(spill: spill)
        digesting = DigestingSink(kept)
        sink = try ZstdSink(to: digesting, level: level)
    }

    func write(_ bytes: [UInt8]) throws {
        count += Int64(bytes.count)
        try sink.write(bytes)
    }

    func write(_ text: String) throws { try write(Array(text.utf8)) }

    /// Ends the part; the digest of its compressed bytes. May be called once.
    func finish() throws -> Digest {
        try sink.finish()
        return digesting.finalize()
    }

    /// Writes the part, which is finished and has that digest, into the blob.
    func write(to frames: ZstdFrames, _ digest: Digest) throws -> ChunkedFormat.Part {
        let offset = try frames.skippable(kept.count) { try kept.copy(to: $0) }
        return ChunkedFormat.Part(offset: offset, length: kept.count, uncompressed: count, digest: digest)
    }
}
