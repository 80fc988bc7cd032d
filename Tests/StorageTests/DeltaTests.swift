import LayerArchive
import LinuxSystem
import OCI
import Storage
import SystemPackage
import Testing

@Suite struct DeltaTests {
    private static func text(_ name: String, _ count: Int = 40_000) -> String {
        // Does not compress to nothing: what a delta saves is then not what zstd does.
        var state = UInt64(name.utf8.reduce(7) { $0 &* 31 &+ Int($1) })
        return String(
            decoding: (0..<count).map { _ -> UInt8 in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return UInt8(33 + (state >> 33) % 90)
            }, as: UTF8.self)
    }

    private static func pair(_ temporary: TemporaryStore) throws -> (old: Image, new: Image) {
        let base = try temporary.layer(["base": text("base")])
        let old = try temporary.image(
            [base, temporary.layer(["a-one": text("one"), "a-two": text("two"), "three": text("three")])], "app:1")
        let new = try temporary.image(
            [base, temporary.layer(["b-one": text("one"), "a-two": text("two!"), "three": text("three"), "t": "t"])],
            "app:2")
        return (old, new)
    }

    /// A layer that is not in canonical order: a store keeps the blob.
    private static func foreign(_ files: [(String, String)]) throws -> [UInt8] {
        let sink = BytesSink()
        let writer = TarWriter(to: sink)
        for (path, text) in files {
            try writer.add(LayerEntry(path: Array(path.utf8), kind: .regular(size: 0)), bytes: Array(text.utf8))
        }
        try writer.finish()
        return sink.bytes
    }

    /// An image of a layer that another tool wrote, and one with a second layer above it.
    private static func foreignPair(_ temporary: TemporaryStore) throws -> (old: Image, new: Image) {
        let base = try foreign([("z", text("z")), ("b", text("b"))])
        var archive = ArchiveBuilder()
        archive.add(image: [base], name: "docker.io/library/x:1")
        archive.add(image: [base, try foreign([("y", text("z")), ("c", "new")])], name: "docker.io/library/x:2")
        let images = try temporary.load(archive.bytes()).map(\.image)
        return (try #require(images.first), try #require(images.last))
    }

    /// The same image with its layers in gzip.
    private static func packed(_ image: Image, _ temporary: TemporaryStore) throws -> FilePath {
        let path = try temporary.scratch("packed.tar")
        try temporary.store.export(
            [(image, image.references)], as: .oci, layers: .all(LayerEncoding(.gzip)), toFile: path)
        return path
    }

    /// An archive of an image of one layer, which is only there as a delta.
    private static func archive(of delta: [UInt8], from base: Digest) throws -> [UInt8] {
        let secret = Digest.of("root")
        var archive = ArchiveBuilder()
        let configuration = ArchiveBuilder.configuration([secret])
        let blob = Descriptor(mediaType: .ociLayer, digest: secret, size: 4)
        let manifest = ManifestDocument(
            Manifest(configuration: archive.add(blob: configuration.bytes, .ociConfiguration), layers: [blob]))
        archive.index.append(archive.add(blob: manifest.bytes, .ociManifest))
        let part = archive.add(blob: delta, .ociLayer)
        archive.add(
            "strata-delta.json",
            Array(
                """
                {"version":1,"since":[],"absent":[],"layers":[{"digest":"\(secret)","from":["\(base)"],
                "delta":{"mediaType":"x","digest":"\(part.digest)","size":\(delta.count)}}]}
                """.utf8))
        return try archive.bytes()
    }

    private static func delta(
        _ temporary: TemporaryStore, _ image: Image, since origins: [DeltaOrigin], _ name: String = "d.tar"
    ) throws -> (file: FilePath, report: DeltaReport) {
        let file = try temporary.scratch(name)
        return (file, try temporary.store.exportDelta([(image, image.references)], since: origins, toFile: file))
    }

    @Test("a delta holds only the files that the other side lacks, and loads there to the same image")
    func files() throws {
        let (here, there) = (try TemporaryStore(), try TemporaryStore())
        let (old, new) = try Self.pair(here)
        let whole = try here.scratch("old.tar")
        try here.store.export([(old, old.references)], as: .docker, toFile: whole)
        _ = try there.store.load(path: whole)
        let (file, report) = try Self.delta(here, new, since: [.image(old, name: "app:1")])
        #expect(report.layers == 2 && report.absentLayers == 1 && report.absentFiles == 2)
        #expect(try FileHandle.open(file).status().size < 60_000)
        let loaded = try there.store.load(path: file)
        #expect(loaded.map(\.id) == [new.id] && loaded.map(\.manifestDigest) == [new.manifestDigest])
        #expect(loaded[0].references.map(\.familiar) == ["app:2"])
        #expect(try there.store.check().findings.isEmpty)
        // What the other side has now, it can give away.
        let (again, first) = (try there.scratch("again.tar"), try here.scratch("first.tar"))
        try there.store.export([(loaded[0], loaded[0].references)], as: .docker, toFile: again)
        try here.store.export([(new, new.references)], as: .docker, toFile: first)
        #expect(try Tool.run("cmp", [again.string, first.string]).code == 0)
    }

    @Test("the same delta has the same bytes, since the image and since an archive of it that the store does not have")
    func deterministic() throws {
        let (here, other) = (try TemporaryStore(), try TemporaryStore())
        let (old, new) = try Self.pair(here)
        let whole = try here.scratch("old.tar")
        try here.store.export([(old, old.references)], as: .docker, toFile: whole)
        let first = try Self.delta(here, new, since: [.image(old, name: "app:1")]).file
        let second = try Self.delta(here, new, since: [.image(old, name: "app:1")], "second.tar").file
        #expect(try Tool.run("cmp", [first.string, second.string]).code == 0)
        // A store with the new image alone reads the archive's files.
        let all = try here.scratch("new.tar")
        try here.store.export([(new, new.references)], as: .docker, toFile: all)
        let image = try #require(try other.store.load(path: all).first)
        let third = try Self.delta(
            other, image, since: [.archive(LoadSource(path: whole), name: "app:1")], "third.tar"
        ).file
        #expect(try Tool.run("cmp", [first.string, third.string]).code == 0)
    }

    @Test("a layer that another tool wrote is put together byte for byte, and one that came compressed goes whole")
    func foreign() throws {
        let (here, there) = (try TemporaryStore(), try TemporaryStore())
        var (first, second) = (ArchiveBuilder(), ArchiveBuilder())
        first.add(
            image: [try Self.foreign([("z", Self.text("z")), ("b", Self.text("b"))])], name: "docker.io/library/x:1")
        second.add(
            image: [try Self.foreign([("y", Self.text("z")), ("c", "new"), ("a", Self.text("b"))])],
            name: "docker.io/library/x:2")
        let old = try #require(try here.load(first.bytes()).first).image
        let new = try #require(try here.load(second.bytes()).first).image
        _ = try there.load(first.bytes())
        let (file, report) = try Self.delta(here, new, since: [.image(old, name: "x:1")])
        #expect(report.absentFiles == 2)
        #expect(try FileHandle.open(file).status().size < 20_000)
        #expect(try there.store.load(path: file).map(\.manifestDigest) == [new.manifestDigest])
        #expect(try there.store.check().findings.isEmpty)
    }

    @Test("a base that came compressed to the other side does for the delta of an image that is not")
    func compressedBase() throws {
        let (here, there) = (try TemporaryStore(), try TemporaryStore())
        let (old, new) = try Self.foreignPair(here)
        let (file, report) = try Self.delta(here, new, since: [.image(old, name: "x:1")])
        #expect(report.absentLayers == 1)
        let packed = try Self.packed(old, here)
        _ = try there.store.load(path: packed)
        #expect(try there.store.load(path: file).map(\.manifestDigest) == [new.manifestDigest])
        #expect(try there.store.check().findings.isEmpty)
        // The same bytes since the compressed one: the layer is left out as well.
        let since = try Self.delta(
            here, new, since: [.archive(LoadSource(path: packed), name: "x:1")], "since.tar"
        ).file
        #expect(try Tool.run("cmp", [file.string, since.string]).code == 0)
    }

    @Test("a base in another compression than the delta's images need is told from one that is not there")
    func otherCompression() throws {
        let (here, there) = (try TemporaryStore(), try TemporaryStore())
        let pair = try Self.foreignPair(here)
        let plain = try here.scratch("plain.tar")
        try here.store.export([(pair.old, pair.old.references)], as: .oci, toFile: plain)
        let (olds, news) = (try Self.packed(pair.old, here), try here.scratch("news.tar"))
        try here.store.export(
            [(pair.new, pair.new.references)], as: .oci, layers: .all(LayerEncoding(.gzip)), toFile: news)
        let sender = try TemporaryStore()
        let old = try #require(try sender.store.load(path: olds).first)
        let new = try #require(try sender.store.load(path: news).first)
        let file = try Self.delta(sender, new, since: [.image(old, name: "x:1")]).file
        _ = try there.store.load(path: plain)
        do {
            _ = try there.store.load(path: file)
            Issue.record("the delta was loaded")
        } catch let error as StorageError {
            #expect(error.code == .missingBase && error.message.contains("compressed in another way"), "\(error)")
        }
        #expect(try there.store.images().count == 1)
    }

    @Test("a file that two new layers of an image have goes once, wherever it is called what")
    func twice() throws {
        let (here, there) = (try TemporaryStore(), try TemporaryStore())
        let base = try here.layer(["base": Self.text("base")])
        let old = try here.image([base], "app:1")
        let (lower, other) = (try here.layer(["one": Self.text("one")]), try here.layer(["two": Self.text("two")]))
        let upper = try here.layer(["copy": Self.text("one"), "more": Self.text("two"), "x": "x"])
        let images = [
            try here.image([base, lower, upper], "app:2"), try here.image([base, other, lower, upper], "app:3"),
        ]
        let whole = try here.scratch("old.tar")
        try here.store.export([(old, old.references)], as: .docker, toFile: whole)
        _ = try there.store.load(path: whole)
        let file = try here.scratch("d.tar")
        let report = try here.store.exportDelta(
            images.map { ($0, $0.references) }, since: [.image(old, name: "app:1")], toFile: file)
        // What only one of the images has below is no place to take a file from.
        #expect(report.absentFiles == 1)
        #expect(try there.store.load(path: file).map(\.manifestDigest) == images.map(\.manifestDigest))
        #expect(try there.store.check().findings.isEmpty)
    }

    @Test("a delta opens no pipe and no device of the layers that it is made from")
    func special() throws {
        let there = try TemporaryStore()
        let work = try there.store.makeWorkDirectory()
        let writer = LayerWriter(into: try DirectoryHandle.open(work.upper))
        try writer.add(LayerEntry(path: Array("pipe".utf8), kind: .pipe))
        let layer = try there.store.commitLayer(work, summary: writer.finish(), created: .epoch).layer
        let delta = Array("strata-layer-delta".utf8) + [1, 2, 0, 4] + Array("pipe".utf8) + [4, 0]
        let archive = try Self.archive(of: delta, from: layer.diffID)
        #expect(try storageCode { _ = try there.load(archive) } == .missingBase)
    }

    @Test("a delta of what the store lacks the base of is refused before anything is unpacked")
    func missingBase() throws {
        let (here, there) = (try TemporaryStore(), try TemporaryStore())
        let (old, new) = try Self.pair(here)
        let (file, _) = try Self.delta(here, new, since: [.image(old, name: "app:1")])
        do {
            _ = try there.store.load(path: file)
            Issue.record("the delta was loaded")
        } catch let error as StorageError {
            #expect(error.code == .missingBase)
            #expect(error.hint?.contains("app:1") == true)
        }
        #expect(try there.isEmptyAfterCollection())
    }

    @Test("a file of the base that changed since is found out, and nothing is kept")
    func changedBase() throws {
        let (here, there) = (try TemporaryStore(), try TemporaryStore())
        let (old, new) = try Self.pair(here)
        let whole = try here.scratch("old.tar")
        try here.store.export([(old, old.references)], as: .docker, toFile: whole)
        let base = try #require(try there.store.load(path: whole).first)
        let top = try #require(try there.store.layers(of: base).last)
        let place = there.path("layers/\(top.id.name)/three")
        try FileHandle.open(place, OpenFlags.writing).write(Array("X".utf8))
        let (file, _) = try Self.delta(here, new, since: [.image(old, name: "app:1")])
        #expect(try storageCode { _ = try there.store.load(path: file) } == .corruptBlob)
        #expect(try there.store.images().count == 1)
    }

    @Test("a link in a layer of the base does not lead a delta out of it")
    func link() throws {
        let there = try TemporaryStore()
        let work = try there.store.makeWorkDirectory()
        let writer = LayerWriter(into: try DirectoryHandle.open(work.upper))
        try writer.add(LayerEntry(path: [0x6C], kind: .symbolicLink(target: Array("/etc".utf8))))
        let layer = try there.store.commitLayer(work, summary: writer.finish(), created: .epoch).layer
        let delta = Array("strata-layer-delta".utf8) + [1, 2, 0, 8] + Array("l/passwd".utf8) + [4, 0]
        let archive = try Self.archive(of: delta, from: layer.diffID)
        #expect(try storageCode { _ = try there.load(archive) } == .system)
        #expect(try there.store.images().isEmpty)
    }

    @Test("a strata-delta.json of another version, or of nonsense, is one error")
    func badDocument() throws {
        for text in [#"{"version":2,"layers":[],"absent":[]}"#, "{", "[]", #"{"version":1,"layers":[{}],"absent":[]}"#]
        {
            let temporary = try TemporaryStore()
            var archive = ArchiveBuilder()
            archive.add(image: [try ArchiveBuilder.layer(["a": "1"])], name: "docker.io/library/x:1")
            archive.add("strata-delta.json", Array(text.utf8))
            #expect(try storageCode { _ = try temporary.load(archive.bytes()) } == .invalidArchive)
        }
    }
}
