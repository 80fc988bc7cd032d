import LayerArchive
import LinuxSystem
import OCI
import SystemPackage
import TestRandom
import Testing

@Suite("zstd:chunked")
struct ChunkedWriterTests {
    @Test("what is written decompresses to the same tar, and twice to the same bytes", arguments: RoundTripTests.seeds)
    func roundTrip(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let scratch = try Scratch()
        let tree = try scratch.directory("tree")
        _ = try LayerWriter(into: tree, mtimeRule: .all).write(RandomTree.entries(&generator, overlay: true))
        let tar = BytesSink()
        _ = try LayerCapture(of: tree).capture(to: tar)
        let (first, second) = (BytesSink(), BytesSink())
        guard let annotations = try ChunkedWriter.write(BytesSource(tar.bytes), level: 3, to: first) else {
            let paths = try LayerListing.entries(of: tree).map(\.path)
            #expect(paths.contains { String(validating: $0, as: UTF8.self) == nil }, "seed \(seed)")
            return
        }
        #expect(try ChunkedWriter.write(BytesSource(tar.bytes), level: 3, to: second) == annotations)
        #expect(first.bytes == second.bytes)
        let plain = BytesSink()
        try DecompressingSource(BytesSource(first.bytes)).copy(to: plain)
        #expect(plain.bytes == tar.bytes, "seed \(seed)")
    }

    @Test("an archive of another program is written too, with what follows its end")
    func foreign() throws {
        var builder = TarBuilder()
        builder.add("a", content: bytes("content"))
        let tar = builder.finished() + [UInt8](repeating: 0, count: 20 * 512 + 7)
        let sink = BytesSink()
        #expect(try ChunkedWriter.write(BytesSource(tar), level: 3, to: sink) != nil)
        let plain = BytesSink()
        try DecompressingSource(BytesSource(sink.bytes)).copy(to: plain)
        #expect(plain.bytes == tar)
    }

    @Test("names that are no UTF-8, and names that come twice, cannot be said")
    func unspeakable() throws {
        for names in [["a", "./a"], ["a/b", "a//b"]] {
            var builder = TarBuilder()
            for name in names { builder.add(name, content: bytes(name)) }
            #expect(try ChunkedWriter.write(BytesSource(builder.finished()), level: 3, to: BytesSink()) == nil)
        }
        let scratch = try Scratch()
        let tree = try scratch.directory("tree")
        let entry = LayerEntry(path: [0x61, 0xff], kind: .regular(size: 1))
        let writer = LayerWriter(into: tree, mtimeRule: .all)
        try writer.add(entry, bytes: [1])
        _ = try writer.finish()
        let tar = BytesSink()
        _ = try LayerCapture(of: tree).capture(to: tar)
        #expect(try ChunkedWriter.write(BytesSource(tar.bytes), level: 3, to: BytesSink()) == nil)
    }
}
