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

    @Test("an image that a container uses is refused, and with force only loses its name")
    func usedByContainer() throws {
        let temporary = try TemporaryStore()
        let image = try temporary.image([temporary.layer(["a": "1"])], "x")
        let hold = try temporary.store.createContainer(image: image, imageName: "x", command: ["sh"])
        #expect(try storageCode { _ = try temporary.store.removeImage(named: "x") } == .conflict)
        #expect(try temporary.store.removeImage(named: "x", force: true).map(\.description) == ["Untagged: x:latest"])
        #expect(try temporary.store.images().count == 1)
        try temporary.store.removeContainer(hold)
        #expect(try temporary.store.removeImage(named: image.id.hex).contains(.deleted(image.id)))
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
}
