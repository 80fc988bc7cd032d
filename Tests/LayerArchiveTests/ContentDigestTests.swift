import LayerArchive
import LinuxSystem
import OCI
import TestRandom
import Testing

/// What counts for a content digest, and golden values of the two formats that must never change by accident.
@Suite("Digests of layers")
struct ContentDigestTests {
    private func summary(_ rule: MTimeRule, modified: Int64, text: String = "x") throws -> LayerSummary {
        let scratch = try Scratch()
        let writer = LayerWriter(into: scratch.handle, mtimeRule: rule)
        try writer.add(LayerEntry(path: bytes("d"), kind: .directory, permissions: 0o755, modified: modified))
        try writer.add(LayerEntry(path: bytes("d/f"), kind: .regular(size: 0), modified: modified), bytes: bytes(text))
        return try writer.finish()
    }

    @Test("times count as the rule says")
    func timeRule() throws {
        let run = MTimeRule.outside(FileTime(seconds: 1000)...FileTime(seconds: 2000))
        func digest(_ rule: MTimeRule, _ modified: Int64) throws -> Digest {
            try summary(rule, modified: modified).contentDigest
        }
        #expect(try digest(.all, 1) != digest(.all, 2))
        #expect(try digest(.none, 1) == digest(.none, 2))
        #expect(try digest(run, 1000) == digest(run, 2000))
        #expect(try digest(run, 998) != digest(run, 2001))
        #expect(try digest(run, 1500) == digest(.none, 7))
        #expect(try summary(.none, modified: 1).diffID != summary(.none, modified: 2).diffID)
    }

    @Test(
        "a time that was clamped counts as what it has become: whoever unpacks the archive comes to the same content",
        arguments: [500, 1550, 3000])
    func clampedTimes(epoch: Int64) throws {
        let run = MTimeRule.outside(FileTime(seconds: 1000)...FileTime(seconds: 2000))
        let scratch = try Scratch()
        let first = try scratch.directory("first")
        let writer = LayerWriter(into: first, mtimeRule: run, sourceDateEpoch: epoch)
        try writer.add(LayerEntry(path: bytes("d"), kind: .directory, permissions: 0o755, modified: 1600))
        for (path, modified) in [("d/f", Int64(1500)), ("d/g", 2500), ("e", 200)] {
            try writer.add(
                LayerEntry(path: bytes(path), kind: .regular(size: 0), modified: modified), bytes: bytes("x"))
        }
        let summary = try writer.finish()
        var capture = LayerCapture(of: first)
        capture.mtimeRule = run
        let sink = BytesSink()
        #expect(try capture.capture(to: sink) == summary)
        var applier = LayerApplier(into: try scratch.directory("second"))
        applier.mtimeRule = run
        let applied = try applier.apply(BytesSource(sink.bytes))
        #expect(applied.isCanonical && applied.summary == summary)
    }

    @Test("bytes count")
    func contentCounts() throws {
        #expect(try summary(.none, modified: 1, text: "x") != summary(.none, modified: 1, text: "y"))
    }

    @Test("golden digests: the formats of archive and content are fixed")
    func golden() throws {
        let scratch = try Scratch()
        let summary = try LayerWriterTests.write(into: scratch.handle)
        #expect(summary.diffID.hex == "4104afe031215420dd4ad3a9b5b9bf3bb47daf170cc29394c3e6bd39e327b9b7")
        #expect(summary.contentDigest.hex == "1660cb5aeed9ee0a6e8ef705d920f9c1c48205bcce97939047e2180db4d1411e")
        #expect(summary.tarSize == 7168)
        let other = try Scratch()
        var generator = SeededGenerator(seed: 42)
        let random = try LayerWriter(into: other.handle, mtimeRule: .all)
            .write(RandomTree.entries(&generator, overlay: true))
        #expect(random.diffID.hex == "8415410798ad9bafe995acb6f86b4698936ebf8739f5a2a4a4237103b4dd8ff5")
        #expect(random.contentDigest.hex == "f2be70fe913505ad8ea9bacf531f977cfcbf03f0fd1edc8477e21499b6d744b8")
    }

    @Test("an empty layer is two blocks of zeros")
    func empty() throws {
        let scratch = try Scratch()
        let summary = try LayerCapture(of: scratch.handle).capture()
        #expect(summary.diffID.hex == "5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef")
        #expect(summary.tarSize == 1024 && summary.entryCount == 0)
    }
}
