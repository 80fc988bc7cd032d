import LayerArchive
import LinuxSystem
import OCI
import SystemPackage
import Testing

@testable import Storage

/// Layer rule 17: what an earlier boot recorded and never flushed is verified before it is used.
@Suite struct PowerCutTests {
    /// A store whose machine lost power before anything was flushed.
    private static func afterPowerCut(_ temporary: TemporaryStore) throws -> Store {
        try temporary.store.database.write { connection in
            try connection.run("UPDATE layers SET boot = 'earlier' WHERE boot IS NOT NULL")
        }
        return try temporary.reopened()
    }

    private static func unsynced(_ store: Store) throws -> Int64 {
        try store.database.read { try $0.integer("SELECT count(*) FROM layers WHERE boot IS NOT NULL") }
    }

    @Test("one flush comes before a tag, and covers all that was made")
    func flush() throws {
        let temporary = try TemporaryStore()
        let layer = try temporary.layer(["a": "1"])
        #expect(try Self.unsynced(temporary.store) == 1)
        try temporary.image([layer], "x")
        #expect(try Self.unsynced(temporary.store) == 0)
    }

    @Test("an undamaged layer of an earlier boot is used, and verified once")
    func intact() throws {
        let temporary = try TemporaryStore()
        let layer = try temporary.layer(["a": "1"])
        let store = try Self.afterPowerCut(temporary)
        #expect(try store.stack(of: [layer]).layers == [layer])
        #expect(try Self.unsynced(store) == 0)
    }

    @Test("a layer that lost bytes is a miss, and the step's next layer takes its place")
    func damaged() throws {
        let temporary = try TemporaryStore()
        let layer = try temporary.layer(["a": "12345"])
        let record = CacheRecord(
            key: .of("k"), kind: "run", step: "RUN", parts: "", layer: layer, created: .epoch, duration: 0)
        try temporary.store.addCacheRecord(record)
        let file = try DirectoryHandle.open(temporary.path("layers/\(layer.id.name)")).openFile([0x61], 1)
        try file.write([0, 0, 0])
        let store = try Self.afterPowerCut(temporary)
        #expect(try store.cacheRecord(for: .of("k")) == nil)
        #expect(try temporary.names(in: "layers") == ["0"])
        #expect(try temporary.layer(["a": "12345"], in: store) == layer)
        #expect(try store.cacheRecord(for: .of("k"))?.layer == layer)
        #expect(try store.check().findings.isEmpty)
    }

    @Test("directories of a layer that depends on its base are made again")
    func variants() throws {
        let temporary = try TemporaryStore()
        let image = try #require(
            try temporary.store.load(
                path: ImpliedParentTests.archive(
                    temporary, "one",
                    base: [ImpliedParentTests.directory("bin", 0o755), ImpliedParentTests.directory("tmp", 0o755)])
            ).first)
        let layer = try #require(try temporary.store.layers(of: image).last)
        let place = try DirectoryHandle.open(temporary.path("layers/\(layer.id.name)"))
        try place.openFile(Array("bin/tool".utf8), 1).write([7])
        try temporary.store.database.write { connection in
            try connection.run("UPDATE layers SET boot = 'earlier' WHERE id = ?", layer.id.rawValue)
        }
        let store = try temporary.reopened()
        let view = try store.view(of: store.stack(of: image)).root()
        #expect(try view.openFile(Array("bin/tool".utf8)).readAll() == [2])
        // The new directory is flushed before the next tag.
        #expect(try Self.unsynced(store) == 1)
        #expect(try store.check().findings.isEmpty)
    }

    @Test("a layer that is gone altogether is a miss, too")
    func gone() throws {
        let temporary = try TemporaryStore()
        let layer = try temporary.layer(["a": "1"])
        try DirectoryHandle.open(temporary.path("layers")).removeTree(Array(layer.id.name.utf8))
        let store = try Self.afterPowerCut(temporary)
        #expect(try store.layer(diffID: layer.diffID) == nil)
    }

    @Test(
        "a blob that lost bytes counts as missing, and loading brings it back; a whole one stays",
        arguments: [true, false])
    func blobs(isDamaged: Bool) throws {
        let (first, second) = (try TemporaryStore(), try TemporaryStore())
        let image = try first.image([first.layer(["a": String(repeating: "x", count: 20000)])], "x")
        let path = try first.scratch("a.tar")
        try first.store.export([(image, image.references)], as: .oci, layers: .all(LayerEncoding(.gzip)), toFile: path)
        _ = try second.store.load(path: path)
        let blobs = try second.names(in: "blobs/sha256")
        let directory = try DirectoryHandle.open(second.path("blobs/sha256"))
        if isDamaged { for blob in blobs { try directory.openFile(Array(blob.utf8), 1).write([9]) } }
        try second.store.database.write { try $0.run("UPDATE blobs SET boot = 'earlier'") }
        let store = try second.reopened()
        try store.beginSession()
        #expect(try second.names(in: "blobs/sha256") == (isDamaged ? [] : blobs))
        let left = try store.database.read { try $0.integer("SELECT count(*) FROM blobs WHERE boot IS NOT NULL") }
        #expect(left == 0)
        _ = try store.load(path: path)
        #expect(try second.names(in: "blobs/sha256") == blobs)
        #expect(try store.check().findings.isEmpty)
    }
}
