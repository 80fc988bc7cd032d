import LayerArchive
import LinuxSystem
import OCI
import Storage
import SystemPackage
import Testing

/// Layer rule 8: an archive that leaves directories out means those that lie below.
@Suite struct ImpliedParentTests {
    /// A docker-archive with a base that brings `tmp` and `bin`, and above it a layer that names neither.
    static func archive(
        _ temporary: TemporaryStore, _ file: String, base: [LayerEntry]
    ) throws -> FilePath {
        let lower = try tar(base.map { ($0, []) })
        let upper = try tar([
            (LayerEntry(path: Array("tmp/f".utf8), kind: .regular(size: 1)), [1]),
            (LayerEntry(path: Array("bin/tool".utf8), kind: .regular(size: 1)), [2]),
        ])
        var configuration = ImageConfiguration(platform: .host)
        configuration.diffIDs = [.of(lower), .of(upper)]
        let path = try temporary.scratch(file)
        let writer = TarWriter(to: FileSink(try FileHandle.open(path, OpenFlags.newFile)))
        let members = [
            ("0.tar", lower), ("1.tar", upper), ("c.json", ConfigurationDocument(configuration).bytes),
            (
                "manifest.json",
                Array(#"[{"Config":"c.json","RepoTags":["\#(file):1"],"Layers":["0.tar","1.tar"]}]"#.utf8)
            ),
        ]
        for (name, bytes) in members {
            try writer.add(LayerEntry(path: Array(name.utf8), kind: .regular(size: 0)), bytes: bytes)
        }
        try writer.finish()
        return path
    }

    private static func tar(_ entries: [(LayerEntry, [UInt8])]) throws -> [UInt8] {
        let sink = BytesSink()
        let writer = TarWriter(to: sink)
        for (entry, bytes) in entries { try writer.add(entry, bytes: bytes) }
        try writer.finish()
        return sink.bytes
    }

    static func directory(_ path: String, _ permissions: UInt16) -> LayerEntry {
        LayerEntry(path: Array(path.utf8), kind: .directory, permissions: permissions)
    }

    private static func merged(_ store: Store, _ image: Image) throws -> DirectoryHandle {
        let stack = try store.stack(of: image)
        let view = try OverlayMount.make(lowers: stack.lowerDirectories, empty: store.layersDirectory.appending("0"))
        return try view.root()
    }

    @Test(
        "a directory that was made of what lies below is compared with what it should be",
        arguments: ["content", "mode", "added"])
    func checked(_ change: String) throws {
        let temporary = try TemporaryStore()
        let base = [Self.directory("tmp", 0o1777), Self.directory("bin", 0o755)]
        let image = try #require(try temporary.store.load(path: Self.archive(temporary, "one", base: base)).first)
        let layer = try #require(try temporary.store.layers(of: image).last)
        #expect(try temporary.store.check().findings.isEmpty)
        let place = try DirectoryHandle.open(temporary.path("layers/\(layer.id.name)"))
        switch change {
        case "content": try place.openFile(Array("bin/tool".utf8), 1).write([9])
        case "mode": try place.openFile(Array("bin/tool".utf8), 1).setPermissions(0o600)
        default: try place.makeDirectory(Array("tmp/more".utf8))
        }
        let findings = try temporary.store.check().findings
        #expect(findings.map(\.code) == [.corruptLayer], "\(findings)")
        try DirectoryHandle.open(temporary.path("layers")).removeTree(Array(layer.id.name.utf8))
        #expect(try temporary.store.stack(of: image).layers.count == 2)
        #expect(try temporary.store.check().findings.isEmpty)
    }

    @Test("one layer above two bases looks as a sequential unpack of each would make it")
    func twoBases() throws {
        let temporary = try TemporaryStore()
        let linked = LayerEntry(path: Array("bin".utf8), kind: .symbolicLink(target: Array("usr/bin".utf8)))
        let first = [
            linked, Self.directory("tmp", 0o1777), Self.directory("usr", 0o755), Self.directory("usr/bin", 0o755),
        ]
        let second = [Self.directory("bin", 0o700), Self.directory("tmp", 0o750)]
        let one = try #require(try temporary.store.load(path: Self.archive(temporary, "one", base: first)).first)
        let two = try #require(try temporary.store.load(path: Self.archive(temporary, "two", base: second)).first)
        #expect(try temporary.store.layers(of: one).last == temporary.store.layers(of: two).last)

        let (left, right) = try (Self.merged(temporary.store, one), Self.merged(temporary.store, two))
        #expect(try left.status(of: Array("tmp".utf8)).permissions == 0o1777)
        #expect(try left.readLink(Array("bin".utf8)) == Array("usr/bin".utf8))
        #expect(try left.status(of: Array("usr/bin/tool".utf8)).size == 1)
        #expect(try right.status(of: Array("tmp".utf8)).permissions == 0o750)
        #expect(try right.status(of: Array("bin".utf8)).permissions == 0o700)
        #expect(try right.status(of: Array("bin/tool".utf8)).size == 1)
        #expect(try temporary.store.check().findings.isEmpty)
        #expect(try temporary.store.diskUsage().totalBytes > 0)
    }

    @Test(
        "a directory of it that was lost is found missing, and made again by use or by loading",
        arguments: [true, false])
    func lostDirectory(loads: Bool) throws {
        let temporary = try TemporaryStore()
        let base = [Self.directory("bin", 0o755), Self.directory("tmp", 0o750)]
        let path = try Self.archive(temporary, "one", base: base)
        let image = try #require(try temporary.store.load(path: path).first)
        let layer = try #require(try temporary.store.layers(of: image).last)
        try DirectoryHandle.open(temporary.path("layers")).removeTree(Array(layer.id.name.utf8))
        #expect(try temporary.store.check().findings.map(\.code) == [.missingLayer])
        if loads { _ = try temporary.store.load(path: path) }
        #expect(try Self.merged(temporary.store, image).status(of: Array("tmp".utf8)).permissions == 0o750)
        #expect(try Self.merged(temporary.store, image).status(of: Array("bin/tool".utf8)).size == 1)
        #expect(try temporary.store.check().findings.isEmpty)
    }

    @Test("such a layer keeps its blob and leaves the store with the bytes it came with")
    func keepsBlob() throws {
        let (first, second) = (try TemporaryStore(), try TemporaryStore())
        let path = try Self.archive(first, "one", base: [Self.directory("bin", 0o755), Self.directory("tmp", 0o755)])
        let image = try #require(try first.store.load(path: path).first)
        let file = try first.scratch("out.tar")
        try first.store.export([(image, image.references)], as: .docker, toFile: file)
        let loaded = try #require(try second.store.load(path: file).first)
        #expect(loaded.id == image.id && loaded.manifestDigest == image.manifestDigest)
    }

    @Test("its directories go when the layer goes")
    func removal() throws {
        let temporary = try TemporaryStore()
        let bases = [
            [Self.directory("bin", 0o755), Self.directory("tmp", 0o755)],
            [Self.directory("bin", 0o711), Self.directory("tmp", 0o755)],
        ]
        for (number, base) in bases.enumerated() {
            let image = try #require(
                try temporary.store.load(path: Self.archive(temporary, "x\(number)", base: base)).first)
            _ = try temporary.store.stack(of: image)
        }
        #expect(try temporary.names(in: "layers").count == 1 + 2 + 1 + 1)
        try temporary.store.endSession()
        for number in bases.indices { _ = try temporary.store.removeImage(named: "x\(number):1") }
        #expect(try temporary.names(in: "layers") == ["0"])
        #expect(try temporary.names(in: "blobs/sha256").isEmpty)
    }
}
