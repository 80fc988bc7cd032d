import LayerArchive
import LinuxSystem
import OCI
import SystemPackage
import TestRandom
import Testing

@Suite("Compressed streams")
struct CompressionTests {
    static let formats: [(Compression, String)] = [
        (.gzip, "gzip -c"), (.zstd, "zstd -c -q"), (.xz, "xz -c"), (.bzip2, "bzip2 -c"),
    ]
    /// Text and noise, larger than any buffer.
    static let sample: [UInt8] = {
        var generator = SeededGenerator(seed: 9)
        return (0..<700_000).map {
            $0 % 5000 < 4000 ? UInt8(truncatingIfNeeded: $0 % 91) : UInt8.random(in: 0...255, using: &generator)
        }
    }()

    private func compress(_ input: [UInt8], _ command: String) throws -> [UInt8] {
        let scratch = try Scratch()
        try scratch.file("in").write(input)
        try shell("\(command) < in > out", in: scratch.path)
        return try FileHandle.open(FilePath(scratch.path("out"))).readAll()
    }

    private func decompress(_ input: [UInt8], _ expected: Compression? = nil) throws -> [UInt8] {
        let source = try DecompressingSource(BytesSource(input))
        if let expected { #expect(source.compression == expected) }
        let sink = BytesSink()
        try source.copy(to: sink)
        return sink.bytes
    }

    @Test("what other programs compress comes out as it was", arguments: formats)
    func decompresses(format: Compression, command: String) throws {
        #expect(try decompress(compress(Self.sample, command), format) == Self.sample)
        #expect(try decompress(compress([], command), format) == [])
    }

    @Test("members, frames and streams one after another are one", arguments: formats)
    func concatenates(format: Compression, command: String) throws {
        let first = try compress(Array("one ".utf8), command)
        let second = try compress(Array("two".utf8), command)
        #expect(try decompress(first + second, format) == Array("one two".utf8))
    }

    @Test("a stream that stops early is an error", arguments: formats)
    func truncated(format: Compression, command: String) throws {
        let whole = try compress(Self.sample, command)
        for count in [whole.count / 2, whole.count - 1, 20] {
            #expect(try code { _ = try decompress(Array(whole.prefix(count))) } == .truncated, "\(count)")
        }
    }

    @Test("a damaged stream is an error", arguments: formats)
    func damaged(format: Compression, command: String) throws {
        var bytes = try compress(Self.sample, command)
        for index in bytes.count / 2..<(bytes.count / 2 + 64) { bytes[index] ^= 0x5a }
        #expect(try code { _ = try decompress(bytes) } == .badCompression)
    }

    @Test("bytes after the end are an error, zeros after gzip are not")
    func trailing() throws {
        let gzip = try compress([1, 2], "gzip -c")
        #expect(try decompress(gzip + [0, 0, 0]) == [1, 2])
        #expect(try code { _ = try decompress(gzip + [1]) } == .trailingData)
        let bzip2 = try compress([1, 2], "bzip2 -c")
        #expect(try code { _ = try decompress(bzip2 + [1]) } == .trailingData)
    }

    @Test("skippable zstd frames are passed over, first ones too")
    func skippable() throws {
        let skipped: [UInt8] = [0x5a, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]
        let frame = try compress([7], "zstd -c -q")
        #expect(try decompress(skipped + frame + skipped, .zstd) == [7])
    }

    @Test("a window larger than 128 MiB is refused")
    func window() throws {
        // A frame header: no single segment, window descriptor for 2^31.
        let frame: [UInt8] = [0x28, 0xb5, 0x2f, 0xfd, 0x00, (31 - 10) << 3, 0x01, 0x00, 0x00]
        #expect(try code { _ = try decompress(frame) } == .tooLarge)
    }

    @Test("what is not compressed passes as it is")
    func plain() throws {
        for count in [0, 1, 5, 6, 7, 700_000] {
            #expect(
                try decompress(Array(Self.sample.prefix(count)), Compression.none) == Array(Self.sample.prefix(count)))
        }
    }

    @Test(
        "gzip and zstd are written so that others read them, the same bytes each time",
        arguments: [Compression.gzip, .zstd])
    func writes(format: Compression) throws {
        func compressed() throws -> [UInt8] {
            let sink = BytesSink()
            let target: any FinishingSink = format == .gzip ? try GzipSink(to: sink) : try ZstdSink(to: sink)
            for start in stride(from: 0, to: Self.sample.count, by: 10_000) {
                try target.write(Array(Self.sample[start..<min(start + 10_000, Self.sample.count)]))
            }
            try target.finish()
            return sink.bytes
        }
        let once = try compressed()
        #expect(try once == compressed())
        #expect(try decompress(once, format) == Self.sample)
        #expect(try compress(once, format == .gzip ? "gzip -dc" : "zstd -dcq") == Self.sample)
    }

    @Test("a level that there is not is refused")
    func levels() throws {
        #expect(try code { _ = try GzipSink(to: BytesSink(), level: 99) } == .unsupported)
        #expect(try code { _ = try ZstdSink(to: BytesSink(), level: 99) } == .unsupported)
    }
}
