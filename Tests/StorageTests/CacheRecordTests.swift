import LinuxSystem
import OCI
import Storage
import Testing

@Suite struct CacheRecordTests {
    private static func record(_ key: String, shape: String? = nil, layer: Layer?) -> CacheRecord {
        CacheRecord(
            key: .of(key), shape: shape.map { .of($0) }, kind: "copy", step: "COPY . .", parts: #"{"a":1}"#,
            layer: layer,
            created: Timestamp(seconds: 7), duration: 0.25)
    }

    @Test("a record is found by its key and counts its uses")
    func hit() throws {
        let temporary = try TemporaryStore()
        let layer = try temporary.layer(["a": "1"])
        try temporary.store.addCacheRecord(Self.record("k", layer: layer))
        let found = try #require(try temporary.store.cacheRecord(for: .of("k")))
        #expect(found.layer == layer && found.created == Timestamp(seconds: 7) && found.parts == #"{"a":1}"#)
        _ = try temporary.store.cacheRecord(for: .of("k"))
        #expect(try temporary.store.cacheRecords().first?.useCount == 2)
        #expect(try temporary.store.cacheRecord(for: .of("other")) == nil)
    }

    @Test("a use by a short cut is one of the record that it leads to")
    func shortCut() throws {
        let temporary = try TemporaryStore()
        let layer = try temporary.layer(["a": "1"])
        try temporary.store.addCacheRecord(Self.record("k", layer: layer))
        let made = try #require(try temporary.store.cacheRecords().first).lastUsed
        try temporary.store.addCacheRecord(
            CacheRecord(
                key: .of("short"), kind: CacheRecord.shortCut, step: "", parts: Digest.of("k").hex, layer: layer,
                created: .now(), duration: 0))
        #expect(try temporary.store.cacheRecord(for: .of("short"))?.wholeKey == .of("k"))
        let entry = try #require(try temporary.store.cacheEntries().first?.record)
        #expect(entry.key == .of("k") && entry.useCount == 1 && entry.lastUsed > made)
    }

    @Test("a record of a step that makes no layer is a hit, too")
    func withoutLayer() throws {
        let temporary = try TemporaryStore()
        try temporary.store.addCacheRecord(Self.record("k", layer: nil))
        #expect(try temporary.store.cacheRecord(for: .of("k"))?.created == Timestamp(seconds: 7))
    }

    @Test("no record of a shape means a certain miss")
    func shape() throws {
        let temporary = try TemporaryStore()
        #expect(try !temporary.store.hasCacheRecord(shape: .of("s")))
        try temporary.store.addCacheRecord(Self.record("k", shape: "s", layer: temporary.layer(["a": "1"])))
        #expect(try temporary.store.hasCacheRecord(shape: .of("s")))
    }

    @Test("a record whose layer was lost is a miss, and still explains")
    func lostLayer() throws {
        let temporary = try TemporaryStore()
        let layer = try temporary.layer(["a": "1"])
        try temporary.store.addCacheRecord(Self.record("k", layer: layer))
        try DirectoryHandle.open(temporary.path("layers")).removeTree(Array(layer.id.name.utf8))
        #expect(try temporary.store.cacheRecord(for: .of("k")) == nil)
        #expect(try temporary.store.cacheRecords(step: "COPY . .").count == 1)
    }

    @Test("the newest record of a key replaces the older one")
    func replaced() throws {
        let temporary = try TemporaryStore()
        let layers = try [temporary.layer(["a": "1"]), temporary.layer(["a": "2"])]
        for layer in layers { try temporary.store.addCacheRecord(Self.record("k", layer: layer)) }
        #expect(try temporary.store.cacheRecord(for: .of("k"))?.layer == layers[1])
        #expect(try temporary.store.cacheRecords().count == 1)
    }

    @Test("pruning removes what no image needs, and leaves what a living build holds")
    func prune() throws {
        let temporary = try TemporaryStore()
        let layers = try [temporary.layer(["a": "1"]), temporary.layer(["b": "2"]), temporary.layer(["c": "3"])]
        for (number, layer) in layers.enumerated() {
            try temporary.store.addCacheRecord(Self.record("\(number)", layer: layer))
        }
        try temporary.image([layers[0]], "x")
        try temporary.store.endSession()
        let builder = try temporary.reopened()
        #expect(try builder.cacheRecord(for: .of("1")) != nil)
        let report = try temporary.store.pruneCache()
        #expect(report.layers == [layers[2].diffID])
        #expect(report.freedBytes > 0)
        #expect(try builder.stack(of: [layers[1]]).layers.count == 1)
        try builder.endSession()
        #expect(try temporary.store.pruneCache().layers == [layers[1].diffID])
        #expect(try temporary.store.cacheRecord(for: .of("0"))?.layer == layers[0])
        try temporary.store.endSession()
        #expect(try temporary.store.pruneCache(all: true).cacheRecords == 1)
        #expect(try temporary.store.images().count == 1)
        #expect(try temporary.store.check().findings.isEmpty)
    }
}
