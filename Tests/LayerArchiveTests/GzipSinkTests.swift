import CDeflate
import LayerArchive
import LinuxSystem
import OCI
import SystemPackage
import TestRandom
import Testing

@Suite("gzip on several threads")
struct GzipSinkTests {
    private static let member = GzipSink.memberSize
    /// Text and noise, of more members than there are buffers.
    private static let sample: [UInt8] = {
        var generator = SeededGenerator(seed: 21)
        return (0..<(6 * member + 12_345)).map {
            $0 % 4096 < 3000
                ? UInt8(truncatingIfNeeded: $0 % 91 &* ($0 >> 12)) : UInt8.random(in: 0...255, using: &generator)
        }
    }()

    private func compress(
        _ input: [UInt8], level: Int32 = 6, threads: Int? = nil, step: Int = 100_000
    ) throws -> [UInt8] {
        let sink = BytesSink()
        let gzip = try GzipSink(to: sink, level: level, threads: threads)
        for start in stride(from: 0, to: input.count, by: step) {
            try gzip.write(Array(input[start..<min(start + step, input.count)]))
        }
        try gzip.finish()
        return sink.bytes
    }

    private func decompress(_ bytes: [UInt8], _ command: String) throws -> [UInt8] {
        let scratch = try Scratch()
        try scratch.file("in").write(bytes)
        try shell("\(command) < in > out", in: scratch.path)
        return try FileHandle.open(FilePath(scratch.path("out"))).readAll()
    }

    private func decompress(_ bytes: [UInt8]) throws -> [UInt8] {
        let sink = BytesSink()
        try DecompressingSource(BytesSource(bytes)).copy(to: sink)
        return sink.bytes
    }

    /// Where the members of a stream begin, as far as their heads tell.
    private func members(_ bytes: [UInt8]) -> Int {
        (0..<max(0, bytes.count - 9)).count {
            bytes[$0..<$0 + 4].elementsEqual([0x1f, 0x8b, 8, 0])
                && bytes[$0 + 4..<$0 + 8].allSatisfy { $0 == 0 } && bytes[$0 + 9] == 255
        }
    }

    @Test("the bytes are the same with any number of threads, and however the input comes")
    func threads() throws {
        let one = try compress(Self.sample, threads: 1)
        for threads in [2, 3, 8] { #expect(try compress(Self.sample, threads: threads) == one) }
        #expect(try compress(Self.sample) == one)
        for step in [4096, Self.member, 5_000_000] { #expect(try compress(Self.sample, step: step) == one) }
    }

    @Test("members are what libdeflate makes of each MiB, byte for byte", arguments: 1...9 as ClosedRange<Int32>)
    func sameAsLibrary(level: Int32) throws {
        let input = Array(Self.sample.prefix(2 * Self.member + 777))
        let compressor = try #require(libdeflate_alloc_compressor(level))
        defer { libdeflate_free_compressor(compressor) }
        var expected: [UInt8] = []
        for start in stride(from: 0, to: input.count, by: Self.member) {
            let part = Array(input[start..<min(start + Self.member, input.count)])
            var made = [UInt8](repeating: 0, count: libdeflate_gzip_compress_bound(nil, part.count))
            made.removeLast(made.count - libdeflate_gzip_compress(compressor, part, part.count, &made, made.count))
            expected += made
        }
        #expect(try compress(input, level: level) == expected)
    }

    @Test("the sink knows the check of each MiB before its end", arguments: [0, 1, member, member + 1, 3 * member])
    func checks(count: Int) throws {
        let gzip = try GzipSink(to: BytesSink(), threads: 2)
        let input = Array(Self.sample.prefix(count))
        try gzip.write(input)
        let expected = stride(from: 0, to: count, by: Self.member).map { start in
            let part = Array(input[start..<min(start + Self.member, count)])
            return libdeflate_crc32(0, part, part.count)
        }
        #expect(gzip.checks?.parts == expected)
        try gzip.finish()
    }

    @Test("what is put where it is compressed comes out as what is written, also where the two alternate")
    func filled() throws {
        struct Unread: Error {}
        let expected = try compress(Self.sample)
        for seed in 1...4 as ClosedRange<UInt64> {
            var generator = SeededGenerator(seed: seed)
            let sink = BytesSink()
            let gzip = try GzipSink(to: sink, level: 6, threads: 2)
            var rest = Self.sample[...]
            while !rest.isEmpty {
                let most = Int.random(in: 1...700_000, using: &generator)
                if Bool.random(using: &generator) {
                    try gzip.write(Array(rest.prefix(most)))
                    rest = rest.dropFirst(most)
                    continue
                }
                let count = try #require(
                    try gzip.fill { room in
                        let bytes = rest.prefix(min(most, room.count))
                        room.copyBytes(from: bytes)
                        return bytes.count
                    })
                #expect(count > 0, "there is always room")
                rest = rest.dropFirst(count)
                // What throws has put nothing.
                #expect(throws: Unread.self) {
                    try gzip.fill { room in
                        room[0] = 7
                        throw Unread()
                    }
                }
            }
            try gzip.finish()
            #expect(sink.bytes == expected)
        }
    }

    @Test(
        "each MiB is a member, and nothing else is",
        arguments: [
            (0, 1), (1, 1), (member - 1, 1), (member, 1), (member + 1, 2), (3 * member, 3),
        ])
    func sizes(count: Int, members expected: Int) throws {
        let input = Array(Self.sample.prefix(count))
        for threads in [1, 2] {
            let bytes = try compress(input, threads: threads)
            #expect(members(bytes) == expected)
            #expect(try decompress(bytes) == input)
            #expect(try decompress(bytes, "gzip -dc") == input)
        }
    }

    @Test(
        "others read it",
        arguments: [
            "gzip -dc",
            "python3 -c 'import gzip,sys; sys.stdout.buffer.write(gzip.decompress(sys.stdin.buffer.read()))'",
            "bsdcat", "busybox gzip -dc",
        ])
    func others(command: String) throws {
        #expect(try decompress(compress(Self.sample), command) == Self.sample)
    }

    @Test("levels 1 to 9 are known, and no others")
    func levels() throws {
        let input = Array(Self.sample.prefix(1_500_000))
        let sizes = try (1...9).map { level in
            let bytes = try compress(input, level: Int32(level))
            #expect(try decompress(bytes) == input)
            return bytes.count
        }
        #expect(try #require(sizes.last) <= sizes[0])
        for level in [-1, 0, 10] as [Int32] {
            let error = #expect(throws: LayerArchiveError.self) { try GzipSink(to: BytesSink(), level: level) }
            #expect(error?.code == .unsupported)
        }
    }

    @Test("what does not get smaller is stored, what comes before and after it is not")
    func noise() throws {
        var generator = SeededGenerator(seed: 5)
        let noise = (0..<Self.member).map { _ in UInt8.random(in: 0...255, using: &generator) }
        let text = (0..<Self.member).map { UInt8(truncatingIfNeeded: $0 % 91) }
        let stored = try compress(noise)
        #expect(stored.count > noise.count && stored.count < noise.count + 200)
        #expect(try compress(noise, level: 9) == stored, "no level makes it smaller")
        let mixed = try compress(text + noise + text)
        #expect(mixed.count < noise.count + 200 + Self.member / 10)
        #expect(try decompress(mixed) == text + noise + text)
        #expect(try decompress(mixed, "gzip -dc") == text + noise + text)
        // Evenly spread, but not noise: the second look tells.
        let even = (0..<Self.member).map { UInt8(truncatingIfNeeded: $0) }
        #expect(try compress(even).count < Self.member / 20)
    }

    @Test("a target that fails ends the compression with its error")
    func failingTarget() throws {
        struct Full: Error {}
        final class FullSink: ByteSink {
            func write(_ bytes: UnsafeRawBufferPointer) throws { throw Full() }
        }
        #expect(throws: Full.self) {
            let gzip = try GzipSink(to: FullSink(), threads: 2)
            for _ in 0..<10 { try gzip.write(Self.sample) }
            try gzip.finish()
        }
    }
}
