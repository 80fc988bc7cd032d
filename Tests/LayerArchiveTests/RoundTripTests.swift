import LayerArchive
import LinuxSystem
import OCI
import SystemPackage
import TestRandom
import Testing

/// Trees and archives turn into one another without loss.
@Suite("Round trips")
struct RoundTripTests {
    static let seeds: [UInt64] = Array(1...12)

    @Test("write, capture, apply and capture again: the same digests", arguments: seeds)
    func writesCapturesApplies(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let scratch = try Scratch()
        let entries = RandomTree.entries(&generator, overlay: true)
        let first = try scratch.directory("first")
        let written = try LayerWriter(into: first, mtimeRule: .all).write(entries)
        let sink = BytesSink()
        let captured = try LayerCapture(of: first).capture(to: sink)
        #expect(captured == written, "seed \(seed)")
        #expect(Digest.of(sink.bytes) == captured.diffID)

        let second = try scratch.directory("second")
        let applied = try LayerApplier(into: second).apply(BytesSource(sink.bytes))
        #expect(applied.summary == written, "seed \(seed)")
        #expect(applied.impliedParents == [] && !applied.dependsOnBase)
        #expect(try LayerCapture(of: second).capture() == written, "seed \(seed)")
    }

    @Test("GNU tar unpacks what is captured as it was", arguments: seeds.prefix(6))
    func gnuTarUnpacks(seed: UInt64) throws {
        try unpack(with: "tar --numeric-owner -xpf", seed)
    }

    @Test("bsdtar unpacks what is captured as it was", arguments: seeds.prefix(6))
    func bsdtarUnpacks(seed: UInt64) throws {
        try unpack(with: "LC_ALL=C.UTF-8 bsdtar --numeric-owner -xpPf", seed)
    }

    private func unpack(with command: String, _ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let scratch = try Scratch()
        let first = try scratch.directory("first")
        let written = try LayerWriter(into: first, mtimeRule: .all)
            .write(RandomTree.entries(&generator, overlay: false))
        let file = try scratch.file("layer.tar")
        _ = try LayerCapture(of: first).capture(to: FileSink(file))
        let second = try scratch.directory("second")
        try shell("\(command) ../layer.tar", in: scratch.path("second"))
        #expect(try LayerCapture(of: second).capture() == written, "seed \(seed)")
    }

    @Test(
        "what other programs pack is unpacked as they would",
        arguments: [
            "tar --format=gnu --sort=name --numeric-owner -cf", "tar --format=posix --numeric-owner -cf",
            "bsdtar --format=pax -cf", "bsdtar --format=gnutar -cf", "tar --format=posix --sparse -cf",
            "tar --format=gnu --sparse -cf",
        ], seeds.prefix(3))
    func othersPack(command: String, seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let scratch = try Scratch()
        let first = try scratch.directory("first")
        let written = try LayerWriter(into: first, mtimeRule: .all)
            .write(RandomTree.entries(&generator, overlay: false))
        try shell("LC_ALL=C.UTF-8 \(command) ../packed.tar .", in: scratch.path("first"))
        let second = try scratch.directory("second")
        let source = FileSource(try FileHandle.open(FilePath(scratch.path("packed.tar"))))
        let applied = try LayerApplier(into: second).apply(source)
        #expect(applied.summary.rootMetadata != nil)
        #expect(applied.impliedParents == [])
        let captured = try LayerCapture(of: second).capture()
        #expect(captured == written, "\(command) seed \(seed)")
    }
}
