import LayerArchive
import LinuxSystem
import OCI
import SystemPackage
import Testing

@Suite("Writing a layer")
struct LayerWriterTests {
    /// A small layer with one of each kind of entry.
    static func write(into directory: DirectoryHandle) throws -> LayerSummary {
        let writer = LayerWriter(into: directory)
        try writer.add(LayerEntry(path: bytes("a"), kind: .directory, permissions: 0o755, modified: 1_700_000_000))
        try writer.add(
            LayerEntry(path: bytes("a/file"), kind: .regular(size: 0), permissions: 0o644, modified: 1_600_000_000),
            bytes: bytes("hello\n"))
        try writer.add(
            LayerEntry(path: bytes("a/hard"), kind: .hardLink(target: bytes("a/file")), modified: 1_600_000_000))
        try writer.add(
            LayerEntry(path: bytes("a/link"), kind: .symbolicLink(target: bytes("../x")), permissions: 0o777))
        try writer.add(
            LayerEntry(path: bytes("b"), kind: .opaqueDirectory, permissions: 0o2750, userID: 12, groupID: 34))
        try writer.add(.whiteout(bytes("b/gone")))
        try writer.add(LayerEntry(path: bytes("b/pipe"), kind: .pipe, permissions: 0o600))
        try writer.add(
            LayerEntry(path: bytes("b/suid"), kind: .regular(size: 3), permissions: 0o4755, userID: 7),
            bytes: [1, 2, 3])
        try writer.add(LayerEntry(path: bytes("c"), kind: .characterDevice(major: 1, minor: 3), permissions: 0o666))
        return try writer.finish()
    }

    @Test("what is written has the same digests when it is captured again")
    func capturesAgain() throws {
        let scratch = try Scratch()
        let directory = try scratch.directory("layer")
        let written = try Self.write(into: directory)
        let sink = BytesSink()
        var capture = LayerCapture(of: directory)
        capture.mtimeRule = .none
        let captured = try capture.capture(to: sink)
        #expect(captured == written)
        #expect(Digest.of(sink.bytes) == written.diffID)
        #expect(sink.bytes.count == Int(written.tarSize))
        #expect(written.entryCount == 9)
        #expect(written.contentSize == 9 + 4, "the files once each, and the target of the link")
    }

    @Test("GNU tar and bsdtar read what is captured")
    func othersRead() throws {
        let scratch = try Scratch()
        let directory = try scratch.directory("layer")
        _ = try Self.write(into: directory)
        let file = try scratch.file("layer.tar")
        _ = try LayerCapture(of: directory).capture(to: FileSink(file))
        let expected = [
            "a/", "a/file", "a/hard", "a/link", "b/", "b/.wh..wh..opq", "b/.wh.gone", "b/pipe", "b/suid", "c",
        ]
        for tool in ["tar", "bsdtar"] {
            let names = try shell("\(tool) -tf layer.tar", in: scratch.path).split(separator: "\n").map(String.init)
            #expect(names == expected)
        }
    }
}
