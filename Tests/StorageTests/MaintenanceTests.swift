import LinuxSystem
import OCI
import Storage
import SystemPackage
import Testing

@Suite struct MaintenanceTests {
    @Test("the parts of the store add up to what du counts")
    func diskUsage() throws {
        let temporary = try TemporaryStore()
        let text = String(repeating: "0123456789abcdef", count: 20000)
        let shared = try temporary.layer(["a": text])
        let cached = try temporary.layer(["d": text + "3"])
        let one = try temporary.image([shared, temporary.layer(["b": text + "1"])], "one")
        try temporary.image([shared, temporary.layer(["c": text + "2"])], "two")
        let record = CacheRecord(
            key: .of("k"), kind: "run", step: "RUN", parts: "", layer: cached, created: .epoch, duration: 0)
        try temporary.store.addCacheRecord(record)
        _ = try temporary.store.createContainer(image: one, imageName: "one", command: [])
        let usage = try temporary.store.diskUsage()
        let du = try Tool.run("du", ["-s", "--block-size=1", temporary.root.string]).text
        let whole = try #require(Int64(du.prefix { $0.isNumber }))
        #expect(usage.totalBytes == whole)
        #expect(usage.images.count == 2 && usage.containers.count == 1)
        #expect(usage.buildCache.map(\.layer) == [cached])
        #expect(usage.sharedLayerBytes >= 320_000 && usage.sharedLayerBytes < 340_000)
        #expect(usage.images.allSatisfy { $0.uniqueBytes >= 320_000 && $0.sharedBytes == usage.sharedLayerBytes })
        #expect(usage.images.map(\.containers).reduce(0, +) == 1)
        #expect(usage.reclaimableImageBytes < usage.imageBytes)
    }

    @Test("layers of a removed image that a container needs are counted as images")
    func removedImage() throws {
        let temporary = try TemporaryStore()
        let image = try temporary.image(
            [temporary.layer(["a": String(repeating: "0123456789abcdef", count: 20000)])], "x")
        try temporary.store.createContainer(image: image, imageName: "x", command: []).release()
        let before = try temporary.store.diskUsage()
        _ = try temporary.store.removeImage(named: "x", force: true)
        let after = try temporary.store.diskUsage()
        #expect(after.images.isEmpty && after.imageBytes >= 320_000)
        #expect(after.otherBytes <= before.otherBytes)
        #expect(after.reclaimableImageBytes < 320_000)
    }

    @Test("a sound store has no findings, and what is made on demand is not missed")
    func sound() throws {
        let temporary = try TemporaryStore()
        try temporary.image([temporary.layer(["a": "1"]), temporary.layer(["b": "1"])], "x")
        let report = try temporary.store.check()
        #expect(report.findings.isEmpty)
        #expect(report.images == 1 && report.layers == 2 && report.blobs == 2 && report.madeOnDemand == 2)
    }

    @Test(
        "whatever is damaged or lost is found",
        arguments: [
            ("layers", "changed", StorageError.Code.corruptLayer), ("layers", "removed", .missingLayer),
            ("blobs/sha256", "changed", .corruptBlob), ("blobs/sha256", "removed", .missingBlob),
        ])
    func damaged(place: String, change: String, code: StorageError.Code) throws {
        let temporary = try TemporaryStore()
        let layer = try temporary.layer(["a": "1"])
        let image = try temporary.image([layer], "x")
        let directory = try DirectoryHandle.open(temporary.path(place))
        let name = Array((place == "layers" ? layer.id.name : image.id.hex).utf8)
        switch (place, change) {
        case (_, "removed"): try directory.removeTree(name)
        case ("layers", _): try directory.openDirectory(name).openFile([0x61], 1).write([9])
        default: try directory.openFile(name, 1).write([9])
        }
        let codes = try temporary.store.check().findings.map(\.code)
        #expect(codes.contains(code), "\(codes)")
    }

    @Test("a process that died leaves nothing that a check calls a fault and a collection does not take")
    func dead() throws {
        let temporary = try TemporaryStore()
        try temporary.image([temporary.layer(["a": "1"])], "x")
        let root = try DirectoryHandle.open(temporary.root)
        for directory in ["layers/zz", "work/dead", "work/dead/upper", "containers/0123"] {
            try root.makeDirectory(Array(directory.utf8))
        }
        for file in ["work/dead.lock", "locks/session-dead", "blobs/sha256/" + Digest.of("lost").hex, "layers/zz/f"] {
            try root.openFile(Array(file.utf8), OpenFlags.newFile).write([1])
        }
        let check = try temporary.store.check()
        #expect(check.findings.isEmpty && check.garbage == 2)
        _ = try temporary.reopened().collectGarbage()
        #expect(try temporary.store.check().garbage == 0)
        #expect(try temporary.names(in: "work").isEmpty && temporary.names(in: "containers").isEmpty)
        #expect(try temporary.names(in: "locks").filter { $0.hasPrefix("session-") }.count == 1)
    }
}
