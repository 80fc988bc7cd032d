import LayerArchive
import LinuxSystem
import OCI
import SystemPackage
import TestRandom
import Testing

/// An archive that Strata would make itself is known while it is unpacked, and no other is taken for one.
@Suite("Canonical archives")
struct CanonicalFormTests {
    private static func archive(_ seed: UInt64, in scratch: Scratch) throws -> (bytes: [UInt8], summary: LayerSummary) {
        var generator = SeededGenerator(seed: seed)
        let directory = try scratch.directory("first")
        _ = try LayerWriter(into: directory, mtimeRule: .all).write(RandomTree.entries(&generator, overlay: true))
        var capture = LayerCapture(of: directory)
        if seed % 2 == 0 {
            capture.root = .entry(RootMetadata(permissions: 0o710, userID: 3, groupID: 4, attributes: []))
        }
        let sink = BytesSink()
        let summary = try capture.capture(to: sink)
        return (sink.bytes, summary)
    }

    private static func recaptured(_ directory: DirectoryHandle, _ applied: AppliedLayer) throws -> LayerSummary {
        var capture = LayerCapture(of: directory)
        if let root = applied.summary.rootMetadata { capture.root = .entry(root) }
        return try capture.capture()
    }

    @Test(
        "what a layer archives to is canonical, with the digests of the layer", arguments: 1...20 as ClosedRange<UInt64>
    )
    func own(seed: UInt64) throws {
        let scratch = try Scratch()
        let (bytes, summary) = try Self.archive(seed, in: scratch)
        let second = try scratch.directory("second")
        let applied = try LayerApplier(into: second).apply(BytesSource(bytes))
        #expect(applied.isCanonical && applied.summary == summary, "seed \(seed)")
        #expect(try LayerApplier.beginsCanonically(BytesSource(bytes)))
    }

    @Test(
        "a changed archive is canonical only if its directory still archives to it",
        arguments: 1...12 as ClosedRange<UInt64>)
    func changed(seed: UInt64) throws {
        let scratch = try Scratch()
        let (original, _) = try Self.archive(seed, in: scratch)
        var generator = SeededGenerator(seed: seed &+ 1000)
        for round in 0..<120 {
            let bytes = FuzzTests.mutate(original, &generator, sealing: true)
            let directory = try scratch.directory("l\(round)")
            guard let applied = try? LayerApplier(into: directory).apply(BytesSource(bytes)) else { continue }
            #expect(applied.summary.diffID == .of(bytes))
            if !applied.isCanonical { continue }
            #expect(try Self.recaptured(directory, applied) == applied.summary, "seed \(seed), round \(round)")
        }
    }

    static let others: [(String, @Sendable (inout TarBuilder) -> Void)] = [
        ("a link with another mode", { $0.add("a", type: "2", link: "b") }),
        (
            "names out of order",
            {
                $0.add("b"); $0.add("a")
            }
        ),
        (
            "a name twice",
            {
                $0.add("a"); $0.add("a")
            }
        ),
        ("a directory left out", { $0.add("d/a") }),
        (
            "a whiteout of what the layer has",
            {
                $0.add("d", type: "5"); $0.add(".wh.d")
            }
        ),
        (
            "an opaque mark that comes later",
            {
                $0.add("d", type: "5"); $0.add("d/a"); $0.add("d/.wh..wh..opq")
            }
        ),
        (
            "a hard link to a hard link",
            {
                $0.add("a"); $0.add("b", type: "1", link: "a"); $0.add("c", type: "1", link: "b")
            }
        ),
        ("a name with a dot", { $0.add("./a") }),
    ]

    @Test("archives of another form or order are not canonical, and get the digests of a walk", arguments: others)
    func other(description: String, build: @Sendable (inout TarBuilder) -> Void) throws {
        let scratch = try Scratch()
        let directory = try scratch.directory("layer")
        var builder = TarBuilder()
        build(&builder)
        let applied = try LayerApplier(into: directory).apply(BytesSource(builder.finished()))
        #expect(!applied.isCanonical, "\(description)")
        #expect(try Self.recaptured(directory, applied).contentDigest == applied.summary.contentDigest)
    }

    @Test("bytes in the filling and behind the end are noticed")
    func filling() throws {
        let scratch = try Scratch()
        let first = try scratch.directory("first")
        let entries = [(LayerEntry(path: bytes("a"), kind: .regular(size: 5)), bytes("hello"))]
        let summary = try LayerWriter(into: first, mtimeRule: .all).write(entries)
        let sink = BytesSink()
        _ = try LayerCapture(of: first).capture(to: sink)
        #expect(try LayerApplier(into: scratch.directory("same")).apply(BytesSource(sink.bytes)).summary == summary)
        for (index, change) in [(512 + 5, "filling"), (512 + 511, "filling's end")] {
            var changed = sink.bytes
            changed[index] = 1
            let applied = try LayerApplier(into: scratch.directory(change)).apply(BytesSource(changed))
            #expect(!applied.isCanonical, "\(change)")
        }
        for more in [512, 9216] {
            let longer = sink.bytes + [UInt8](repeating: 0, count: more)
            #expect(try !LayerApplier(into: scratch.directory("\(more)")).apply(BytesSource(longer)).isCanonical)
        }
    }

    @Test("large files are unpacked as they were, wherever they lie in the archive", arguments: [0, 1, 700, 300_000])
    func large(offset: Int) throws {
        let scratch = try Scratch()
        let first = try scratch.directory("first")
        let size = (40 << 20) + 12_345
        var generator = SeededGenerator(seed: UInt64(offset))
        let block = (0..<65_537).map { _ in UInt8.random(in: 0...255, using: &generator) }
        var content: [UInt8] = []
        while content.count < size { content += block }
        content.removeLast(content.count - size)
        let before = [UInt8](repeating: 7, count: offset)
        let summary = try LayerWriter(into: first, mtimeRule: .all).write([
            (LayerEntry(path: bytes("a"), kind: .regular(size: Int64(offset))), before),
            (LayerEntry(path: bytes("b"), kind: .regular(size: Int64(size))), content),
            (LayerEntry(path: bytes("c"), kind: .regular(size: 3)), bytes("end")),
        ])
        let file = try scratch.file("layer.tar")
        #expect(try LayerCapture(of: first).archive(to: FileSink(file)) == summary.diffID)
        let second = try scratch.directory("second")
        let source = FileSource(try FileHandle.open(FilePath(scratch.path("layer.tar"))))
        let applied = try LayerApplier(into: second).apply(source)
        #expect(applied.isCanonical && applied.summary == summary)
        #expect(try LayerCapture(of: second).capture() == summary)
    }
}
