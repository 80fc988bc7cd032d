import LinuxSystem
import OCI
import Storage
import SystemPackage
import Testing

@Suite struct ImageRemovalTests {
    @Test("a name goes first, the image with the last one")
    func names() throws {
        let temporary = try TemporaryStore()
        let layer = try temporary.layer(["a": "1"])
        let image = try temporary.image([layer], "one", "two")
        try temporary.store.endSession()
        #expect(try temporary.store.removeImage(named: "one").map(\.description) == ["Untagged: one:latest"])
        #expect(try temporary.store.images().count == 1)
        let rest = try temporary.store.removeImage(named: "two").map(\.description)
        #expect(rest == ["Untagged: two:latest", "Deleted: \(image.id)", "Deleted: \(layer.diffID)"])
        #expect(try temporary.names(in: "layers") == ["0"])
        #expect(try temporary.names(in: "blobs/sha256").isEmpty)
        #expect(try temporary.text(of: "index.json").contains("one") == false)
    }

    @Test("an ID with names in several repositories must be forced")
    func severalNames() throws {
        let temporary = try TemporaryStore()
        let image = try temporary.image([temporary.layer(["a": "1"])], "one", "two")
        #expect(try storageCode { _ = try temporary.store.removeImage(named: image.id.short) } == .conflict)
        #expect(try temporary.store.removeImage(named: image.id.short, force: true).count >= 3)
        #expect(try temporary.store.images().isEmpty)
    }

    @Test("layers that another image or a cache record needs stay")
    func sharedLayers() throws {
        let temporary = try TemporaryStore()
        let layers = try [temporary.layer(["a": "1"]), temporary.layer(["b": "1"]), temporary.layer(["c": "1"])]
        try temporary.image([layers[0], layers[1], layers[2]], "all")
        try temporary.image([layers[0]], "base")
        let record = CacheRecord(
            key: .of("key"), kind: "run", step: "RUN x", parts: "{}", layer: layers[1], created: .epoch, duration: 1)
        try temporary.store.addCacheRecord(record)
        try temporary.store.endSession()
        _ = try temporary.store.removeImage(named: "all")
        #expect(try temporary.names(in: "layers").count == 3)
        #expect(try temporary.store.layer(diffID: layers[2].diffID) == nil)
    }

    @Test("an image that a stopped container uses is removed with force, and kept for the container until that goes")
    func usedByContainer() throws {
        let temporary = try TemporaryStore()
        let layer = try temporary.layer(["a": "1"])
        let image = try temporary.image([layer], "x")
        let hold = try temporary.store.createContainer(image: image, imageName: "x", command: ["sh"])
        try temporary.store.markExited(hold, status: 0)
        hold.release()
        let refused = try #require(throws: StorageError.self) { _ = try temporary.store.removeImage(named: "x") }
        #expect(refused.code == .conflict)
        #expect(
            refused.message.hasPrefix("conflict: unable to remove repository reference \"x\" (must force) - container ")
        )
        let byID = try #require(throws: StorageError.self) {
            _ = try temporary.store.removeImage(named: image.id.short)
        }
        #expect(byID.message.contains("(must be forced) - image is being used by stopped container"))
        let removed = try temporary.store.removeImage(named: "x", force: true).map(\.description)
        #expect(removed == ["Untagged: x:latest", "Deleted: \(image.id)"])
        #expect(try temporary.store.images().isEmpty)
        #expect(try temporary.store.image(named: image.id.hex) == nil)
        let container = try #require(try temporary.store.containers().first)
        #expect(try temporary.store.layers(of: temporary.store.image(of: container)) == [layer])
        let exported = try temporary.scratch("container.tar")
        try temporary.store.exportTree(container, toFile: exported)
        #expect(try Tool.run("tar", ["-xOf", exported.string, "a"]).text == "1")
        try temporary.store.removeContainer(container)
        try temporary.store.endSession()
        _ = try temporary.store.collectGarbage()
        #expect(try temporary.store.layer(diffID: layer.diffID) == nil)
    }

    @Test("check reads an image that was removed while a container needs it")
    func checkedWhenRemoved() throws {
        let temporary = try TemporaryStore()
        let image = try temporary.image([temporary.layer(["a": "1"])], "x")
        let hold = try temporary.store.createContainer(image: image, imageName: "x", command: [])
        try temporary.store.markExited(hold, status: 0)
        hold.release()
        _ = try temporary.store.removeImage(named: "x", force: true)
        #expect(try temporary.store.images().isEmpty)
        #expect(try temporary.store.check().images == 1)
        try DirectoryHandle.open(temporary.root.appending("blobs/sha256")).removeFile(Array(image.id.hex.utf8))
        #expect(try !temporary.store.check().findings.isEmpty)
    }

    @Test("an image that was removed and is added again is in the lists again")
    func addedAgain() throws {
        let temporary = try TemporaryStore()
        let layer = try temporary.layer(["a": "1"])
        let image = try temporary.image([layer], "x")
        let hold = try temporary.store.createContainer(image: image, imageName: "x", command: ["sh"])
        try temporary.store.markExited(hold, status: 0)
        hold.release()
        _ = try temporary.store.removeImage(named: "x", force: true)
        try temporary.image([layer], "x")
        #expect(try temporary.store.images().map(\.id) == [image.id])
        #expect(try temporary.store.image(named: "x")?.id == image.id)
    }

    @Test("manifests of one configuration are one image, with the names of both; the last name takes both away")
    func twoManifests() throws {
        let temporary = try TemporaryStore()
        let layer = try temporary.layer(["a": "1"])
        let one = try temporary.image([layer], "one")
        let configuration = try temporary.store.configuration(of: one)
        let manifest = Manifest(
            configuration: configuration.descriptor(mediaType: .ociConfiguration), layers: [layer.descriptor],
            annotations: ["other": "manifest"])
        let two = try temporary.store.addImage(
            manifest: ManifestDocument(manifest), configuration: configuration, layers: [layer],
            references: [ImageReference(parsing: "two:1")])
        #expect(two.id == one.id && two.manifestDigest != one.manifestDigest)
        let image = try #require(try temporary.store.images().first)
        #expect(try temporary.store.images().count == 1)
        #expect(image.references.map(\.familiar) == ["one:latest", "two:1"])
        #expect(try temporary.store.requireImage(named: "two:1").references == image.references)
        #expect(try temporary.store.requireImage(named: "two:1").manifestDigest == two.manifestDigest)
        try temporary.store.endSession()
        #expect(try temporary.store.removeImage(named: "one").map(\.description) == ["Untagged: one:latest"])
        let rest = try temporary.store.removeImage(named: one.id.short).map(\.description)
        #expect(rest == ["Untagged: two:1", "Deleted: \(one.id)", "Deleted: \(layer.diffID)"])
        #expect(try temporary.store.imagesByManifest().isEmpty)
    }

    @Test("what a living session looked up stays, though its image is removed by another process")
    func held() throws {
        let temporary = try TemporaryStore()
        let layer = try temporary.layer(["a": "1"])
        try temporary.image([layer], "x")
        try temporary.store.endSession()
        let builder = try temporary.reopened()
        try builder.beginSession()
        let image = try #require(try builder.image(named: "x"))
        _ = try temporary.store.removeImage(named: "x")
        #expect(try builder.stack(of: [layer]).layers == [layer])
        try builder.endSession()
        _ = try temporary.store.collectGarbage()
        #expect(try storageCode { _ = try builder.stack(of: [layer]) } == .missingLayer)
        #expect(image.layerCount == 1)
    }

    @Test("of the images that were unused, one that got a name meanwhile stays with the name, and the rest goes")
    func namedMeanwhile() throws {
        let temporary = try TemporaryStore()
        let images = try ["1", "2"].map { try temporary.image([temporary.layer(["a": $0])]) }
        try temporary.store.endSession()
        let unused = try temporary.store.unusedImages(named: false)
        #expect(Set(unused.map(\.image.id)) == Set(images.map(\.id)))
        let other = try temporary.reopened()
        try other.tag(images[0], as: ImageReference(parsing: "saved"))
        let removals = try unused.map { ($0.image.id, try temporary.store.removeImage($0)) }
        for (id, removals) in removals { #expect(removals.isEmpty == (id == images[0].id)) }
        #expect(try temporary.store.images().map(\.id) == [images[0].id])
        #expect(try temporary.store.image(named: "saved")?.id == images[0].id)
    }

    @Test(
        "an unused image stays where it gets another name, loses one, or is used by a command or a container meanwhile")
    func usedMeanwhile() throws {
        let changes: [(String, (Store, Image) throws -> Void)] = [
            ("another name", { store, image in try store.tag(image, as: ImageReference(parsing: "more")) }),
            ("a name less", { store, _ in _ = try store.removeImage(named: "y") }),
            (
                "the base of a build",
                { store, _ in
                    try store.beginSession()
                    _ = try store.image(named: "x")
                }
            ),
            (
                "a container",
                { store, image in
                    let hold = try store.createContainer(image: image, imageName: "x", command: ["sh"])
                    try store.markExited(hold, status: 0)
                    hold.release()
                }
            ),
        ]
        for (what, change) in changes {
            let temporary = try TemporaryStore()
            let image = try temporary.image([temporary.layer(["a": "1"])], "x", "y")
            try temporary.store.endSession()
            let unused = try #require(try temporary.store.unusedImages(named: true).first)
            let other = try temporary.reopened()
            try change(other, image)
            #expect(try temporary.store.removeImage(unused).isEmpty, "\(what)")
            #expect(try temporary.store.image(named: "x")?.id == image.id, "\(what)")
            #expect(try temporary.store.check().findings.isEmpty, "\(what)")
            try other.endSession()
        }
    }

    @Test("two that remove the same unused images are not in each other's way")
    func removedMeanwhile() throws {
        let temporary = try TemporaryStore()
        let image = try temporary.image([temporary.layer(["a": "1"])], "x")
        try temporary.store.endSession()
        let unused = try #require(try temporary.store.unusedImages(named: true).first)
        #expect(try temporary.store.unusedImages(named: false).isEmpty)
        #expect(
            try temporary.store.removeImage(unused).prefix(2).map(\.description)
                == ["Untagged: x:latest", "Deleted: \(image.id)"])
        #expect(try temporary.reopened().removeImage(unused).isEmpty)
    }
}
