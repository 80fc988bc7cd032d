import LayerArchive
import LinuxSystem
import OCI
import Storage
import SystemPackage
import Testing

@Suite struct LoadTests {
    @Test(
        "images of other builders load with the digests that they came with",
        .enabled(if: Shared.areAvailable, "the samples in ../shared are absent"), arguments: Shared.names)
    func samples(name: String) throws {
        let path = try #require(Shared.sample(name))
        let temporary = try TemporaryStore()
        let image = try #require(try temporary.store.load(path: path).first)
        let stack = try temporary.store.stack(of: image)
        #expect(stack.layers.map(\.diffID) == (try temporary.store.configuration(of: image).value.diffIDs))
        let report = try temporary.store.check()
        #expect(report.findings.isEmpty, "\(report.findings)")
        #expect(try temporary.names(in: "work").isEmpty)
        // The same again adds nothing.
        let before = try (temporary.names(in: "layers"), temporary.names(in: "blobs/sha256"))
        #expect(try temporary.store.load(path: path).first?.manifestDigest == image.manifestDigest)
        #expect(try (temporary.names(in: "layers"), temporary.names(in: "blobs/sha256")) == before)
    }

    @Test(
        "an OCI manifest is kept byte for byte, under its own digest",
        .enabled(if: Shared.areAvailable, "the samples in ../shared are absent"))
    func manifestDigest() throws {
        let path = try #require(Shared.sample("test-oci-zstd-image.tar"))
        let temporary = try TemporaryStore()
        let image = try #require(try temporary.store.load(path: path).first)
        let index = try Tool.run("tar", ["-xOf", path.string, "index.json"]).text
        #expect(index.contains(image.manifestDigest.description))
    }

    @Test("what one store writes another one loads, with the same digests", arguments: [ExportFormat.oci, .docker])
    func roundTrip(format: ExportFormat) throws {
        let (first, second) = (try TemporaryStore(), try TemporaryStore())
        let layers = try [first.layer(["a": "1"]), first.layer(["b": "2"])]
        let image = try first.image(layers, "example.org/x:1")
        let file = try first.scratch("a.tar")
        try first.store.export([(image, image.references)], as: format, toFile: file)
        let loaded = try #require(try second.store.load(path: file).first)
        #expect(loaded.manifestDigest == image.manifestDigest)
        #expect(loaded.references == image.references)
        #expect(try second.store.layers(of: loaded).map(\.contentDigest).count == 2)
        // Archives that can be made again need no blob.
        #expect(try second.names(in: "blobs/sha256").count == 2)
        let again = try second.scratch("a.tar")
        try second.store.export([(loaded, loaded.references)], as: format, toFile: again)
        #expect(try FileHandle.open(again).readAll() == FileHandle.open(file).readAll())
    }

    @Test("a damaged byte anywhere in a layer is noticed, and nothing becomes visible", arguments: [0.3, 0.5, 0.8])
    func damaged(place: Double) throws {
        let (first, second) = (try TemporaryStore(), try TemporaryStore())
        let image = try first.image([first.layer(["a": String(repeating: "x", count: 20000)])], "x")
        let path = try first.scratch("a.tar")
        try first.store.export([(image, image.references)], as: .oci, toFile: path)
        var bytes = try FileHandle.open(path).readAll()
        bytes[Int(Double(bytes.count - 21000) + place * 20000)] ^= 1
        let other = try first.scratch("b.tar")
        try FileHandle.open(other, OpenFlags.newFile).write(bytes)
        #expect(throws: (any Error).self) { try second.store.load(path: other) }
        #expect(try second.store.images().isEmpty)
        _ = try second.reopened().collectGarbage()
        #expect(try second.store.check().findings.isEmpty)
    }

    @Test("what of an image was damaged or lost is mended by loading it again", arguments: ["changed", "removed"])
    func mends(change: String) throws {
        let (first, second) = (try TemporaryStore(), try TemporaryStore())
        let image = try first.image([first.layer(["a": String(repeating: "x", count: 20000)])], "x")
        let path = try first.scratch("a.tar")
        try first.store.export([(image, image.references)], as: .oci, layers: .all(LayerEncoding(.gzip)), toFile: path)
        _ = try second.store.load(path: path)
        let blobs = try second.names(in: "blobs/sha256")
        #expect(blobs.count == 3)
        let directory = try DirectoryHandle.open(second.path("blobs/sha256"))
        for blob in blobs {
            let name = Array(blob.utf8)
            if change == "removed" {
                try directory.removeTree(name)
            } else {
                try directory.openFile(name, 1).write([9])
            }
        }
        #expect(try second.store.check().findings.isEmpty == false)
        _ = try second.store.load(path: path)
        let findings = try second.store.check().findings
        #expect(findings.isEmpty, "\(findings)")
        #expect(try second.names(in: "blobs/sha256") == blobs)
    }

    @Test("many names of one image are read, each once")
    func manyNames() throws {
        let (first, second) = (try TemporaryStore(), try TemporaryStore())
        let image = try first.image([first.layer(["a": "1"])])
        let names = try (0..<300).map { try ImageReference(parsing: "example.org/x:\($0)") }
        let path = try first.scratch("a.tar")
        try first.store.export([(image, names)], as: .oci, toFile: path)
        let loaded = try second.store.load(from: .init(path: path))
        #expect(loaded.count == 1 && Set(loaded[0].references) == Set(names))
        #expect(try second.store.images().map(\.references.count) == [300])
    }

    @Test("an archive without an image is a clear error")
    func noImage() throws {
        let temporary = try TemporaryStore()
        let path = try temporary.scratch("a.tar")
        let writer = TarWriter(to: FileSink(try FileHandle.open(path, OpenFlags.newFile)))
        try writer.add(LayerEntry(path: Array("x".utf8), kind: .regular(size: 1)), bytes: [1])
        try writer.finish()
        #expect(try storageCode { _ = try temporary.store.load(path: path) } == .invalidArchive)
        #expect(try storageCode { _ = try temporary.store.load(path: temporary.scratch()) } == .invalidArchive)
    }
}
