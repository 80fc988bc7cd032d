import LayerArchive
import LinuxSystem
import OCI
import Storage
import SystemPackage
import Testing

@Suite struct ExportTests {
    /// An image whose upper layer replaces a file of the lower one and removes another.
    private static func image(_ temporary: TemporaryStore) throws -> Image {
        let lower = try temporary.layer(["a": "old", "gone": "x", "kept": "y"])
        let work = try temporary.store.makeWorkDirectory()
        let writer = LayerWriter(into: try DirectoryHandle.open(work.upper))
        try writer.add(LayerEntry(path: [0x61], kind: .regular(size: 3)), bytes: Array("new".utf8))
        try writer.add(.whiteout(Array("gone".utf8)))
        let upper = try temporary.store.commitLayer(work, summary: writer.finish(), created: .epoch).layer
        return try temporary.image([lower, upper], "x")
    }

    @Test("the merged file system as a tar has no marks of removal")
    func tree() throws {
        let temporary = try TemporaryStore()
        let file = try temporary.scratch("tree.tar")
        try temporary.store.exportTree(Self.image(temporary), toFile: file)
        #expect(try Tool.run("tar", ["-tf", file.string]).text.split(separator: "\n").sorted() == ["a", "kept"])
        #expect(try Tool.run("tar", ["-xOf", file.string, "a"]).text == "new")
        #expect(try DirectoryHandle.open(temporary.scratch()).entries().count == 1)
    }

    @Test("the merged file system as a directory, beside what that holds; a layout's must be new or empty")
    func directory() throws {
        let temporary = try TemporaryStore()
        let image = try Self.image(temporary)
        let place = try temporary.scratch("tree")
        try temporary.store.exportTree(image, toDirectory: place)
        let names = try DirectoryHandle.open(place).entries().map { String(decoding: $0.name, as: UTF8.self) }
        #expect(names.sorted() == ["a", "kept"])
        try DirectoryHandle.open(place).makeDirectory(Array("mine".utf8))
        try temporary.store.exportTree(image, toDirectory: place)
        let merged = try DirectoryHandle.open(place).entries().map { String(decoding: $0.name, as: UTF8.self) }
        #expect(merged.sorted() == ["a", "kept", "mine"])
        #expect(try storageCode { try temporary.store.exportLayout([(image, [])], to: place) } == .conflict)
    }

    @Test("directories above that of a tree or layout are made, and are gone again where nothing comes of it")
    func missingParents() throws {
        let temporary = try TemporaryStore()
        let image = try Self.image(temporary)
        let place = try temporary.scratch("new")
        try temporary.store.exportTree(image, toDirectory: place.appending("deep/tree"))
        try temporary.store.exportLayout([(image, [])], to: place.appending("deep/er/layout"))
        let made = try DirectoryHandle.open(place.appending("deep")).entries()
        let names = made.map { String(decoding: $0.name, as: UTF8.self) }
        #expect(names.sorted() == ["er", "tree"])
        for layer in try temporary.names(in: "layers") where !layer.contains(".") {
            _ = try Tool.run("touch", [temporary.path("layers/\(layer)/added").string])
        }
        #expect(
            try storageCode {
                try temporary.store.exportLayout([(image, [])], to: temporary.scratch("gone/a/b"))
            } == .corruptLayer)
        #expect(try DirectoryHandle.open(temporary.scratch()).entries().map(\.name) == [Array("new".utf8)])
    }

    @Test("several images in one archive share what they share")
    func several() throws {
        let (first, second) = (try TemporaryStore(), try TemporaryStore())
        let shared = try first.layer(["base": String(repeating: "b", count: 50_000)])
        let images = try [
            first.image([shared, first.layer(["a": "1"])], "one", "two"),
            first.image([shared, first.layer(["b": "2"])], "three"),
        ]
        let file = try first.scratch("a.tar")
        try first.store.export(images.map { ($0, $0.references) }, as: .docker, toFile: file)
        #expect(try FileHandle.open(file).status().size < 100_000)
        let loaded = try second.store.load(path: file)
        #expect(loaded.map(\.id) == images.map(\.id))
        #expect(
            try second.store.images().flatMap { $0.references.map(\.familiar) }.sorted() == [
                "one:latest", "three:latest", "two:latest",
            ])
        #expect(
            try storageCode { _ = try second.store.load(path: file, name: ImageReference(parsing: "z")) } == .ambiguous)
    }

    @Test("the file system of a container is written when its image was removed")
    func removedImage() throws {
        let temporary = try TemporaryStore()
        let image = try temporary.image([temporary.layer(["a": "1"])], "x")
        let hold = try temporary.store.createContainer(image: image, imageName: "x", command: [])
        hold.release()
        _ = try temporary.store.removeImage(named: "x", force: true)
        let file = try temporary.scratch("a.tar")
        try temporary.store.exportTree(hold.container, toFile: file)
        #expect(try Tool.run("tar", ["-xOf", file.string, "a"]).text == "1")
    }

    @Test("a layer whose directory was changed is not exported, and the file that was there stays")
    func changed() throws {
        let temporary = try TemporaryStore()
        let layer = try temporary.layer(["a": "1"])
        let image = try temporary.image([layer], "x")
        let file = try temporary.scratch("a.tar")
        try FileHandle.open(file, OpenFlags.newFile).write([1, 2, 3])
        try DirectoryHandle.open(temporary.path("layers/\(layer.id.name)")).openFile([0x61], 1).write([9])
        #expect(try storageCode { try temporary.store.export([(image, [])], as: .oci, toFile: file) } == .corruptLayer)
        #expect(try FileHandle.open(file).readAll() == [1, 2, 3])
        #expect(try DirectoryHandle.open(temporary.scratch()).entries().count == 1)
    }
}
