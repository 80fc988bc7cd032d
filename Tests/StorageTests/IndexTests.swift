import LayerArchive
import LinuxSystem
import OCI
import Storage
import SystemPackage
import Testing

@Suite struct IndexTests {
    private static let arm = Platform(os: "linux", architecture: "arm64")
    private static let mips = Platform(os: "linux", architecture: "mips64le")

    /// An index over an image for here, one for ARM, and an attestation about the first.
    private static func index(
        _ temporary: TemporaryStore, _ names: String..., platforms: [Platform] = [.host, arm]
    ) throws -> (index: IndexDocument, images: [Image]) {
        let images = try platforms.map { platform in
            var configuration = ImageConfiguration(platform: platform)
            configuration.created = Timestamp(seconds: 1_700_000_000)
            let layer = try temporary.layer(["a": "\(platform)"])
            return try temporary.store.addImage(configuration: configuration, layers: [layer], references: [])
        }
        let entries = zip(images, platforms).map { image, platform in
            var entry = image.manifestDescriptor
            entry.platform = platform
            return entry
        }
        let statement: JSONValue = [
            "_type": "https://in-toto.io/Statement/v0.1",
            "subject": [["name": "_", "digest": ["sha256": .string(images[0].manifestDigest.hex)]]],
        ]
        let attestation = Attestation(about: entries[0], statements: [("test", statement)])
        let document = IndexDocument(ImageIndex(manifests: entries + [attestation.descriptor]))
        _ = try temporary.store.addIndex(
            document, images: images, blobs: attestation.blobs.map(\.bytes),
            references: names.map { try ImageReference(parsing: $0) })
        return (document, images)
    }

    @Test("a name of an index means the image for this machine; the others are in no list")
    func names() throws {
        let temporary = try TemporaryStore()
        let (document, images) = try Self.index(temporary, "x", platforms: [Self.arm, .host])
        let listed = try temporary.store.images()
        #expect(listed.map(\.id) == [images[1].id])
        let found = try temporary.store.requireImage(named: "x")
        #expect(found.id == images[1].id)
        #expect(found.index?.digest == document.digest)
        for text in ["x@\(document.digest)", "\(document.digest)", String(document.digest.hex.prefix(12))] {
            #expect(try temporary.store.image(named: text)?.id == images[1].id, "\(text)")
        }
        #expect(try temporary.store.image(named: "x", for: Self.arm)?.id == images[0].id)
        #expect(try storageCode { _ = try temporary.store.image(named: "x", for: Self.mips) } == .wrongPlatform)
        #expect(try temporary.store.check().findings.isEmpty)
    }

    @Test("images without a name that are pruned before their index is made are part of it still")
    func prunedMembers() throws {
        let temporary = try TemporaryStore()
        let images = try [Platform.host, Self.arm].map { platform in
            try temporary.store.addImage(
                configuration: ImageConfiguration(platform: platform),
                layers: [temporary.layer(["a": "\(platform)"])], references: [])
        }
        let other = try temporary.reopened()
        for image in images { _ = try other.removeImage(named: image.id.description) }
        #expect(try other.images().isEmpty)
        let entries = zip(images, [Platform.host, Self.arm]).map { image, platform in
            var entry = image.manifestDescriptor
            entry.platform = platform
            return entry
        }
        let document = IndexDocument(ImageIndex(manifests: entries))
        let named = try temporary.store.addIndex(
            document, images: images, references: [ImageReference(parsing: "x")])
        #expect(named.id == images[0].id && named.references.map(\.familiar) == ["x:latest"])
        #expect(try other.image(named: "x", for: Self.arm)?.id == images[1].id)
        #expect(try other.layers(of: images[1]).count == 1)
        #expect(try other.check().findings.isEmpty)
    }

    @Test("an index without an image for this machine means its first one")
    func foreignOnly() throws {
        let temporary = try TemporaryStore()
        let (_, images) = try Self.index(temporary, "x", platforms: [Self.mips, Self.arm])
        #expect(try temporary.store.requireImage(named: "x").id == images[0].id)
    }

    @Test(
        "the index of an exported image is the same byte for byte in the next store",
        arguments: [ExportFormat.oci, .docker])
    func roundTrip(format: ExportFormat) throws {
        let (first, second) = (try TemporaryStore(), try TemporaryStore())
        let (document, images) = try Self.index(first, "x", "y:2")
        let image = try first.store.requireImage(named: "x")
        let file = try first.scratch("x.tar")
        try first.store.export([(image, image.references)], as: format, toFile: file)
        let loaded = try second.store.load(from: LoadSource(path: file))
        #expect(loaded.map(\.references).map { $0.map(\.familiar) } == [["x:latest", "y:2"]])
        let descriptor = try #require(try second.store.requireImage(named: "y:2").index)
        let kept = try second.store.index(descriptor)
        #expect(kept.document == document)
        #expect(kept.images.map(\.id) == images.map(\.id))
        #expect(try second.names(in: "blobs/sha256").contains(document.value.manifests[2].digest.hex))
        let again = try second.scratch("x.tar")
        try second.store.export([(loaded[0].image, loaded[0].references)], as: format, toFile: again)
        #expect(try FileHandle.open(again).readAll() == FileHandle.open(file).readAll())
        #expect(try second.store.check().findings.isEmpty)
    }

    @Test("with a platform, that image alone is loaded")
    func onePlatform() throws {
        let (first, second) = (try TemporaryStore(), try TemporaryStore())
        let (_, images) = try Self.index(first, "x")
        let image = try first.store.requireImage(named: "x")
        let file = try first.scratch("x.tar")
        try first.store.export([(image, image.references)], as: .oci, toFile: file)
        let loaded = try second.store.load(from: LoadSource(path: file), platform: Self.arm)
        #expect(loaded.map(\.image.id) == [images[1].id])
        #expect(try second.store.requireImage(named: "x").index == nil)
        #expect(try second.store.imagesByManifest().count == 1)
    }

    @Test("an index of which only some images are there is loaded with those, and goes out as it came")
    func sparse() throws {
        let (first, second) = (try TemporaryStore(), try TemporaryStore())
        let (document, images) = try Self.index(first, "x")
        let image = try first.store.requireImage(named: "x")
        let layout = try first.scratch("layout")
        try first.store.exportLayout([(image, image.references)], to: layout)
        try DirectoryHandle.open(layout.appending("blobs/sha256")).removeFile(Array(images[1].manifestDigest.hex.utf8))
        #expect(try second.store.load(path: layout).map(\.id) == [images[0].id])
        let kept = try second.store.index(try #require(second.store.requireImage(named: "x").index))
        #expect(kept.document == document)
        #expect(kept.images.map(\.id) == [images[0].id])
        #expect(try storageCode { _ = try second.store.image(named: "x", for: Self.arm) } == .wrongPlatform)
        // What is added later completes it.
        let whole = try first.scratch("whole")
        try first.store.exportLayout([(image, image.references)], to: whole)
        _ = try second.store.load(path: whole)
        #expect(try second.store.image(named: "x", for: Self.arm)?.id == images[1].id)
    }

    @Test("compressed on its way out, an index names the new manifests, and its attestation the new subject")
    func compressed() throws {
        let (first, second) = (try TemporaryStore(), try TemporaryStore())
        let (document, _) = try Self.index(first, "x")
        let image = try first.store.requireImage(named: "x")
        let layout = try first.scratch("layout")
        try first.store.exportLayout(
            [(image, image.references)], layers: .own(LayerEncoding(.gzip)), to: layout)
        let loaded = try #require(try second.store.load(path: layout).first)
        let kept = try second.store.index(try #require(loaded.index))
        #expect(kept.document.digest != document.digest)
        #expect(kept.images.map(\.id) == (try first.store.index(document.descriptor())).images.map(\.id))
        let attestation = try Attestation(kept.document.value.manifests[2]) { try second.store.blob($0) }
        #expect(attestation.subject == kept.images[0].manifestDigest)
        let statement = try JSONValue(parsing: attestation.statementBytes[0])
        #expect(
            statement["subject"]?.arrayValue?.first?["digest"]?["sha256"]?.stringValue
                == kept.images[0].manifestDigest.hex)
        #expect(try second.store.check().findings.isEmpty)
    }

    @Test("with its last name an index goes, with the images that only it has; one image of it is not removed alone")
    func removal() throws {
        let temporary = try TemporaryStore()
        let (_, images) = try Self.index(temporary, "x", "y")
        #expect(try storageCode { _ = try temporary.store.removeImage(named: images[1].id.hex) } == .conflict)
        _ = try temporary.store.removeImage(named: "x")
        #expect(try temporary.store.image(named: "y", for: Self.arm)?.id == images[1].id)
        _ = try temporary.store.removeImage(named: "y")
        #expect(try temporary.store.imagesByManifest().isEmpty)
        #expect(try temporary.store.check().findings.isEmpty)
    }

    @Test("an index that loses its name to a newer one of the same images goes; the images stay")
    func replaced() throws {
        let temporary = try TemporaryStore()
        let (first, images) = try Self.index(temporary, "x")
        var other = first.value
        other.annotations = ["a": "b"]
        let second = IndexDocument(other)
        let reference = try ImageReference(parsing: "x")
        _ = try temporary.store.addIndex(second, images: images, references: [reference])
        #expect(try temporary.store.image(named: "\(first.digest)") == nil)
        #expect(try temporary.store.requireImage(named: "x").index?.digest == second.digest)
        #expect(try temporary.store.imagesByManifest().count == 2)
        // By a name of the image alone the rest goes, too.
        try temporary.store.tag(images[0], as: reference)
        #expect(try temporary.store.imagesByManifest().map(\.id) == [images[0].id])
    }

    @Test("skopeo and umoci read an index with an attestation", .needs("skopeo"), .needs("umoci"))
    func others() throws {
        let temporary = try TemporaryStore()
        let (document, images) = try Self.index(temporary, "x:1")
        let image = try temporary.store.requireImage(named: "x:1")
        try temporary.store.exportLayout([(image, image.references)], to: temporary.scratch("layout"))
        let raw = try Tool.run("skopeo", ["inspect", "--raw", "oci:layout:1"], in: temporary.scratch())
        #expect(raw.text == String(decoding: document.bytes, as: UTF8.self))
        for (platform, image) in zip(["amd64", "arm64"], images) {
            let copied = try Tool.run(
                "skopeo",
                ["--insecure-policy", "--override-arch", platform, "copy", "oci:layout:1", "oci:\(platform):1"],
                in: temporary.scratch())
            try #require(copied.code == 0, "\(copied.text)")
            let second = try TemporaryStore()
            #expect(try second.store.load(path: temporary.scratch(platform)).map(\.id) == [image.id])
        }
        let all = try Tool.run(
            "skopeo", ["--insecure-policy", "copy", "--all", "oci:layout:1", "oci:all:1"], in: temporary.scratch())
        #expect(all.code == 0, "\(all.text)")
        let unpacked = try Tool.run("umoci", ["ls", "--layout", "layout"], in: temporary.scratch())
        #expect(unpacked.text.contains("1"))
    }
}
