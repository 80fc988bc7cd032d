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

    @Test("what waits for the end goes into files where it is large, and the bytes are the same")
    func spilled() throws {
        var generator = SeededGenerator(seed: 8)
        var builder = TarBuilder()
        // Attributes are in the table and in the headers, and these get no smaller.
        for index in 0..<40 {
            let value = (0..<50_000).map { _ in UInt8.random(in: 0...255, using: &generator) }
            builder.extend([("SCHILY.xattr.user.note", value)])
            builder.add("file-\(index)", content: bytes("content"))
        }
        let tar = builder.finished()
        let scratch = try Scratch()
        let directory = try scratch.directory("spill")
        var files: [FileHandle] = []
        let (inMemory, inFiles) = (BytesSink(), BytesSink())
        let expected = try #require(try ChunkedWriter.write(BytesSource(tar), level: 3, to: inMemory))
        let annotations = try ChunkedWriter.write(BytesSource(tar), level: 3, to: inFiles) {
            let file = try #require(try directory.makeUnnamedFile())
            files.append(file)
            return file
        }
        #expect(annotations == expected)
        #expect(inFiles.bytes == inMemory.bytes)
        #expect(files.count == 2)
        for file in files { #expect(try file.status().size > 500_000) }
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
