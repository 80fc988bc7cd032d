import LayerArchive
import LinuxSystem
import OCI
import Storage
import SystemPackage
import Testing

@Suite struct CompressedSaveTests {
    private static func image(_ temporary: TemporaryStore) throws -> Image {
        let text = String(repeating: "something that compresses ", count: 20_000)
        return try temporary.image([temporary.layer(["a": text]), temporary.layer(["b": "2"])], "example.org/x:1")
    }

    private static func bytes(_ temporary: TemporaryStore, _ image: Image, _ form: LayerForm) throws -> [UInt8] {
        let sink = BytesSink()
        try temporary.store.export([(image, image.references)], as: .docker, layers: form, to: sink)
        return sink.bytes
    }

    @Test(
        "the same form gives the same bytes, from another process and another store too",
        arguments: [LayerCompression.gzip, .zstd], [1, 9])
    func same(form: LayerCompression, level: Int) throws {
        let (first, second) = (try TemporaryStore(), try TemporaryStore())
        let encoding = try LayerEncoding(form, level: level)
        let image = try Self.image(first)
        let bytes = try Self.bytes(first, image, .own(encoding))
        #expect(try bytes.count < Self.bytes(first, image, .kept).count / 3)
        #expect(try Self.bytes(first, image, .own(encoding)) == bytes, "what came out before is recorded")
        #expect(try Self.bytes(second, Self.image(second), .own(encoding)) == bytes)
        #expect(try first.names(in: "work").isEmpty)
        let loaded = try #require(try second.load(bytes).first)
        #expect(loaded.image.id == image.id && loaded.references == image.references)
        #expect(
            try second.store.manifest(of: loaded.image).value.layers.allSatisfy { $0.mediaType == form.ociMediaType })
        #expect(try second.store.check().findings.isEmpty)
    }

    @Test("what came compressed keeps its bytes, unless all is to be in one form")
    func kept() throws {
        let (first, second) = (try TemporaryStore(), try TemporaryStore())
        let gzipped = try Self.bytes(first, Self.image(first), .own(LayerEncoding(.gzip)))
        let image = try #require(try second.load(gzipped).first).image
        #expect(try Self.bytes(second, image, .kept) == gzipped)
        #expect(try Self.bytes(second, image, .own(LayerEncoding(.zstd))) == gzipped)
        #expect(try Self.bytes(second, image, .all(LayerEncoding(.gzip))) == gzipped)
        for encoding in try [LayerEncoding(.zstd), .uncompressed] {
            let third = try TemporaryStore()
            let again = try Self.bytes(second, image, .all(encoding))
            #expect(again != gzipped)
            #expect(try third.load(again).first?.image.id == image.id)
            #expect(try Self.bytes(second, image, .all(encoding)) == again)
        }
        #expect(try Self.bytes(second, image, .all(.uncompressed)) == Self.bytes(first, Self.image(first), .kept))
    }

    @Test("an image that came compressed serves one that comes as it was made, and goes out in either form")
    func bothForms() throws {
        let (first, second) = (try TemporaryStore(), try TemporaryStore())
        let gzipped = try Self.bytes(first, Self.image(first), .own(LayerEncoding(.gzip)))
        let plain = try Self.bytes(first, Self.image(first), .kept)
        let compressed = try #require(try second.load(gzipped).first).image
        let before = try second.names(in: "layers")
        let image = try #require(try second.load(plain).first).image
        #expect(try second.names(in: "layers") == before)
        #expect(image.id == compressed.id && image.manifestDigest != compressed.manifestDigest)
        #expect(try Self.bytes(second, image, .kept) == plain)
        #expect(try second.store.images().map(\.manifestDigest) == [image.manifestDigest], "the name has moved")
        #expect(try second.store.check().findings.isEmpty)
    }

    @Test("a layer whose directory was changed is not compressed either")
    func changed() throws {
        let temporary = try TemporaryStore()
        let image = try Self.image(temporary)
        let encoding = try LayerEncoding(.gzip)
        let layer = try temporary.store.layers(of: image)[1]
        for _ in 0..<2 {
            try DirectoryHandle.open(temporary.path("layers/\(layer.id.name)")).openFile([0x62], OpenFlags.writing)
                .write([0x39])
            #expect(try storageCode { _ = try Self.bytes(temporary, image, .own(encoding)) } == .corruptLayer)
            #expect(try temporary.names(in: "work").isEmpty)
        }
    }

    @Test(
        "levels that a form does not have are refused",
        arguments: [(LayerCompression.gzip, 10), (.zstd, 20), (.gzip, 0)])
    func levels(form: LayerCompression, level: Int) {
        #expect(throws: LayerArchiveError.self) { try LayerEncoding(form, level: level) }
    }

    @Test("a pipe that is named is written to, and a directory is refused")
    func targets() throws {
        let temporary = try TemporaryStore()
        let image = try Self.image(temporary)
        let path = try temporary.scratch("pipe")
        try #require(Tool.run("mkfifo", [path.string]).code == 0)
        let reader = DedicatedRead(path)
        try temporary.store.export([(image, [])], as: .oci, toFile: path)
        #expect(try reader.count() > 500_000)
        #expect(try FileHandle.open(path, FileHandle.pathOnly).status().kind == .pipe)
        #expect(
            try storageCode { try temporary.store.export([(image, [])], as: .oci, toFile: temporary.scratch()) }
                == .conflict)
        #expect(
            try storageCode {
                try temporary.store.export([(image, [])], as: .oci, toFile: temporary.scratch("no/file"))
            }
                == .system)
    }
}

/// Reads a pipe to its end on a thread of its own.
private final class DedicatedRead: Sendable {
    private let done = Semaphore()
    private let total: Total

    private final class Total: @unchecked Sendable {
        // Unchecked: written before the semaphore is signalled, read after.
        var count: Int64 = 0
    }

    init(_ path: FilePath) {
        let total = Total()
        self.total = total
        DedicatedThread.start { [done] in
            // What cannot be read counts as nothing, which the test notices.
            total.count = (try? FileSource(FileHandle.open(path)).copy(to: DigestingSink())) ?? 0
            done.signal()
        }
    }

    func count() throws -> Int64 {
        done.wait()
        return total.count
    }
}
