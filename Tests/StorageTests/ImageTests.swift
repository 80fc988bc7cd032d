import LinuxSystem
import OCI
import Storage
import SystemPackage
import Testing

@Suite struct ImageTests {
    @Test("an image is found by name, tag, digest, ID and the beginning of its ID")
    func lookUp() throws {
        let temporary = try TemporaryStore()
        let image = try temporary.image([temporary.layer(["a": "1"])], "busybox", "example.org/x:2")
        let texts = [
            "busybox", "busybox:latest", "docker.io/library/busybox", "example.org/x:2",
            "busybox@\(image.manifestDigest)",
            image.id.description, image.id.hex, image.id.short, String(image.id.hex.prefix(4)),
            image.manifestDigest.hex,
        ]
        for text in texts { #expect(try temporary.store.image(named: text)?.id == image.id, "\(text)") }
        #expect(try temporary.store.image(named: "busybox:1") == nil)
        #expect(try storageCode { _ = try temporary.store.requireImage(named: "nope") } == .noSuchImage)
        #expect(try storageCode { _ = try temporary.store.image(named: "UPPER") } == .badName)
    }

    @Test("the beginning of several IDs is ambiguous")
    func ambiguous() throws {
        let temporary = try TemporaryStore()
        for number in 0..<40 { try temporary.image([], created: Int64(number)) }
        let letters = try temporary.store.images().map { String($0.id.hex.prefix(1)) }
        let twice = try #require(letters.first { letter in letters.count { $0 == letter } > 1 })
        #expect(try storageCode { _ = try temporary.store.image(named: "sha256:" + twice) } == .ambiguous)
    }

    @Test("the same image made again is the same image")
    func twice() throws {
        let temporary = try TemporaryStore()
        let layer = try temporary.layer(["a": "1"])
        #expect(try temporary.image([layer], "one").manifestDigest == temporary.image([layer], "two").manifestDigest)
        #expect(try temporary.store.images().count == 1)
        #expect(try temporary.store.images().first?.references.map(\.familiar) == ["one:latest", "two:latest"])
    }

    @Test("an image made again leaves its documents alone, and mends them where they are damaged")
    func renewed() throws {
        let temporary = try TemporaryStore()
        let layer = try temporary.layer(["a": "1"])
        let image = try temporary.image([layer], "x")
        let blobs = try DirectoryHandle.open(temporary.path("blobs/sha256"))
        let inodes = { try temporary.names(in: "blobs/sha256").map { try blobs.status(of: Array($0.utf8)).inode } }
        let before = try inodes()
        #expect(try temporary.image([layer], "x").manifestDigest == image.manifestDigest)
        #expect(try inodes() == before)
        for document in [image.id, image.manifestDigest] {
            try blobs.openFile(Array(document.hex.utf8), 1).write(Array("?".utf8))
            #expect(try temporary.store.check().findings.isEmpty == false)
            try temporary.image([layer], "x")
            #expect(try temporary.store.check().findings.isEmpty)
        }
    }

    @Test("an image that loses its name stays, unnamed")
    func dangling() throws {
        let temporary = try TemporaryStore()
        let first = try temporary.image([temporary.layer(["a": "1"])], "x", created: 1)
        try temporary.image([temporary.layer(["a": "2"])], "x", created: 2)
        let images = try temporary.store.images()
        #expect(images.map { $0.references.count } == [1, 0])
        #expect(images.last?.id == first.id)
    }

    @Test("size is the sum of the files, and documents are what was written")
    func documents() throws {
        let temporary = try TemporaryStore()
        let layer = try temporary.layer(["a": "12345"])
        let image = try temporary.image([layer, temporary.layer(["b": "123"])], "x")
        #expect(image.size == 8)
        let manifest = try temporary.store.manifest(of: image)
        #expect(manifest.value.layers.first?.digest == layer.diffID)
        #expect(try temporary.store.configuration(of: image).digest == image.id)
    }

    @Test("the store's own index names every tag")
    func index() throws {
        let temporary = try TemporaryStore()
        let image = try temporary.image([temporary.layer(["a": "1"])], "busybox")
        try temporary.store.tag(image, as: ImageReference(parsing: "example.org/x:2"))
        let index = try IndexDocument(bytes: Array(temporary.text(of: "index.json").utf8))
        #expect(
            index.value.manifests.map { $0.annotations[AnnotationKey.referenceName] } == [
                "busybox:latest", "example.org/x:2",
            ])
        #expect(index.value.manifests.allSatisfy { $0.digest == image.manifestDigest })
    }

    @Test("a damaged configuration is noticed")
    func damaged() throws {
        let temporary = try TemporaryStore()
        let image = try temporary.image([temporary.layer(["a": "1"])], "x")
        let blobs = try DirectoryHandle.open(temporary.path("blobs/sha256"))
        try blobs.removeFile(Array(image.id.hex.utf8))
        #expect(try storageCode { _ = try temporary.store.configuration(of: image) } == .missingBlob)
        try blobs.openFile(Array(image.id.hex.utf8), OpenFlags.newFile).write(Array("{}".utf8))
        #expect(try storageCode { _ = try temporary.store.configuration(of: image) } == .corruptBlob)
    }
}
