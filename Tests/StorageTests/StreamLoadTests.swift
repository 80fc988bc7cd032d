import LayerArchive
import LinuxSystem
import OCI
import Storage
import SystemPackage
import Testing

@Suite struct StreamLoadTests {
    private static func archive(_ temporary: TemporaryStore, _ format: ExportFormat) throws -> (Image, FilePath) {
        let layers = try [temporary.layer(["a": String(repeating: "x", count: 300_000)]), temporary.layer(["b": "2"])]
        let image = try temporary.image(layers, "example.org/x:1")
        let file = try temporary.scratch("a.tar")
        try temporary.store.export([(image, image.references)], as: format, toFile: file)
        return (image, file)
    }

    /// Feeds a file to a pipe from a thread of its own.
    private static func pipe(_ path: FilePath, compressed: Bool) throws -> FileHandle {
        let pipe = try Pipe.make()
        DedicatedThread.start {
            // The reader says what is wrong; here there is nobody to tell.
            guard let file = try? FileHandle.open(path) else { return }
            let sink = FileSink(pipe.writeEnd)
            if compressed, let gzip = try? GzipSink(to: sink) {
                _ = try? FileSource(file).copy(to: gzip)
                try? gzip.finish()
            } else {
                _ = try? FileSource(file).copy(to: sink)
            }
        }
        return pipe.readEnd
    }

    @Test(
        "an archive comes through a pipe, compressed or not, in one pass", arguments: [false, true],
        [ExportFormat.oci, .docker])
    func pipe(compressed: Bool, format: ExportFormat) throws {
        let (first, second) = (try TemporaryStore(), try TemporaryStore())
        let (image, file) = try Self.archive(first, format)
        let loaded = try second.store.load(Self.pipe(file, compressed: compressed))
        #expect(loaded.map(\.manifestDigest) == [image.manifestDigest])
        #expect(try second.store.check().findings.isEmpty)
    }

    @Test(
        "skopeo reads a docker archive of ours, and what it writes as one is loaded",
        .needs("skopeo"))
    func dockerArchive() throws {
        let (first, second) = (try TemporaryStore(), try TemporaryStore())
        let (image, file) = try Self.archive(first, .docker)
        let copied = try Tool.run(
            "skopeo", ["--insecure-policy", "copy", "docker-archive:\(file)", "docker-archive:b.tar:example.org/y:2"],
            in: first.scratch())
        try #require(copied.code == 0, "\(copied.text)")
        let loaded = try #require(try second.store.load(path: first.scratch("b.tar")).first)
        #expect(loaded.id == image.id)
        #expect(loaded.references.map(\.familiar) == ["example.org/y:2"])
        #expect(try second.store.layers(of: loaded).map(\.diffID) == first.store.layers(of: image).map(\.diffID))
    }

    @Test("an image for another platform only is refused, one of several is taken")
    func platforms() throws {
        let temporary = try TemporaryStore()
        let image = try temporary.image([temporary.layer(["a": "1"])], "x")
        let layout = try temporary.scratch("layout")
        try temporary.store.exportLayout([(image, image.references)], to: layout)
        let other = Platform(os: "plan9", architecture: "mips")
        let wrap = { (platforms: [Platform]) in
            let entries = platforms.map { platform in
                var entry = image.manifestDescriptor
                entry.platform = platform
                return entry
            }
            let nested = IndexDocument(
                ImageIndex(
                    manifests: entries
                        + [other, other].map { platform in
                            var entry = Descriptor(mediaType: .ociManifest, digest: .of("elsewhere"), size: 9)
                            entry.platform = platform
                            return entry
                        }))
            let directory = try DirectoryHandle.open(layout)
            let top = IndexDocument(ImageIndex(manifests: [nested.descriptor(mediaType: .ociIndex)]))
            try directory.openDirectory(Array("blobs/sha256".utf8))
                .openFile(Array(nested.digest.hex.utf8), OpenFlags.newFile).write(nested.bytes)
            try directory.removeTree(Array("index.json".utf8))
            try directory.openFile(Array("index.json".utf8), OpenFlags.newFile).write(top.bytes)
        }
        try wrap([])
        #expect(try storageCode { _ = try temporary.store.load(layout: layout) } == .wrongPlatform)
        try wrap([.host])
        #expect(try temporary.store.load(layout: layout).map(\.id) == [image.id])
    }

    @Test("a layout that lacks a blob, or whose blob is another, is refused")
    func incomplete() throws {
        let (first, second) = (try TemporaryStore(), try TemporaryStore())
        let image = try first.image([first.layer(["a": "1"])], "x")
        let layout = try first.scratch("layout")
        try first.store.exportLayout([(image, image.references)], to: layout)
        let blobs = try DirectoryHandle.open(layout.appending("blobs/sha256"))
        let manifest = try first.store.manifest(of: image).value
        for digest in [manifest.configuration.digest] + manifest.layers.map(\.digest) {
            let name = Array(digest.hex.utf8)
            let bytes = try blobs.openFile(name).readAll()
            try blobs.removeFile(name)
            #expect(try storageCode { _ = try second.store.load(path: layout) } == .missingBlob)
            try blobs.openFile(name, OpenFlags.newFile).write(
                Array(bytes.dropLast()) + [bytes.last.map { $0 ^ 1 } ?? 0])
            #expect(try storageCode { _ = try second.store.load(path: layout) } == .corruptBlob)
            try blobs.removeFile(name)
            try blobs.openFile(name, OpenFlags.newFile).write(bytes)
        }
        #expect(try second.store.images().isEmpty)
        #expect(try second.store.load(path: layout).count == 1)
    }
}
