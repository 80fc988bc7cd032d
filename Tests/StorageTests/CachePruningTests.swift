import LinuxSystem
import OCI
import Storage
import SystemPackage
import Testing

@Suite struct CachePruningTests {
    static let text = String(repeating: "0123456789abcdef", count: 6400)  // 100 KiB

    /// Makes a chain of layers with a record each, the lowest first; the texts say what the layers hold.
    static func chain(_ names: [String], in temporary: TemporaryStore) throws -> [CacheRecord] {
        var below = LayerStack.emptyChain
        return try names.map { name in
            let layer = try temporary.layer([name: name + text])
            let record = CacheRecord(
                key: .of(name), kind: "run", step: "RUN \(name)", parts: "{}", layer: layer, below: below,
                created: .epoch, duration: 0)
            try temporary.store.addCacheRecord(record)
            below = LayerStack.chainDigest(below, adding: layer.contentDigest)
            return record
        }
    }

    static func steps(_ entries: [CacheEntry]) -> [String] { entries.map { String($0.text.dropFirst(4)) } }

    /// Everything made before is as of a command that has ended.
    private static func restart(_ temporary: TemporaryStore) throws { try temporary.store.endSession() }

    @Test("entries tell own and shared bytes as the disk counts them")
    func bytes() throws {
        let temporary = try TemporaryStore()
        let records = try Self.chain(["a", "b"], in: temporary)
        let again = CacheRecord(
            key: .of("b2"), kind: "run", step: "RUN b2", parts: "{}", layer: records[1].layer, created: .epoch,
            duration: 0)
        try temporary.store.addCacheRecord(again)
        let image = try temporary.layer(["c": Self.text])
        try temporary.image([image], "x")
        try temporary.store.addCacheRecord(
            CacheRecord(
                key: .of("c"), kind: "run", step: "RUN c", parts: "{}", layer: image, created: .epoch, duration: 0))
        let lost = try temporary.layer(["d": Self.text])
        let entries = try temporary.store.cacheEntries()
        func entry(_ text: String) throws -> CacheEntry { try #require(entries.first { $0.text == text }) }
        let layer = try #require(records[0].layer)
        let du = try Tool.run(
            "du", ["-s", "--block-size=1", temporary.path("layers/" + layer.id.name).string]
        ).text
        #expect(try entry("RUN a").ownBytes == Int64(du.prefix { $0.isNumber }))
        #expect(try entry("RUN a").sharedBytes == 0)
        #expect(try entry("RUN b").ownBytes == 0 && entry("RUN b").sharedBytes > 100_000)
        #expect(try entry("RUN b2").isShared && !entry("RUN b2").isNeeded)
        #expect(try entry("RUN c").isNeeded && entry("RUN c").ownBytes == 0)
        #expect(entries.contains { $0.content == .layer(lost) && $0.ownBytes > 100_000 })
        #expect(entries.count == 5)
    }

    @Test("a bound takes the chain that was not used for longest, leaves before what they stand on")
    func order() throws {
        let temporary = try TemporaryStore()
        _ = try Self.chain(["old1", "old2", "old3"], in: temporary)
        _ = try Self.chain(["new1", "new2"], in: temporary)
        // The lowest step of the old chain was used last of all: it goes with its chain all the same, but not before its leaf.
        _ = try temporary.store.cacheRecord(for: .of("new2"))
        try Self.restart(temporary)
        var pruning = CachePruning()
        pruning.maximumBytes = 1
        #expect(
            Self.steps(try temporary.store.planPruning(pruning).entries) == ["old3", "old2", "old1", "new2", "new1"])
        _ = try temporary.store.cacheRecord(for: .of("old3"))
        try Self.restart(temporary)
        #expect(
            Self.steps(try temporary.store.planPruning(pruning).entries) == ["new2", "new1", "old3", "old2", "old1"])
        pruning.maximumBytes = 360_000
        #expect(Self.steps(try temporary.store.planPruning(pruning).entries) == ["new2", "new1"])
        pruning.reservedBytes = 450_000
        #expect(Self.steps(try temporary.store.planPruning(pruning).entries) == ["new2"])
    }

    @Test("with a bound the records stay, and the store holds no more than that")
    func bounded() throws {
        let temporary = try TemporaryStore()
        _ = try Self.chain(["a", "b", "c", "d"], in: temporary)
        try Self.restart(temporary)
        var pruning = CachePruning()
        pruning.maximumBytes = 250_000
        let plan = try temporary.store.planPruning(pruning)
        let report = try temporary.store.pruneCache(pruning)
        #expect(Self.steps(report.entries) == ["d", "c"] && Self.steps(plan.entries) == ["d", "c"])
        #expect(report.freedBytes == plan.bytes && report.freedBytes >= 200_000)
        let du = try Tool.run("du", ["-s", "--block-size=1", temporary.path("layers").string]).text
        #expect(try #require(Int64(du.prefix { $0.isNumber })) <= 250_000 + 4096 * 2)
        #expect(try temporary.store.cacheEntries().filter(\.isBare).count == 2)
        #expect(try temporary.store.cacheRecord(for: .of("d"))?.layer == nil)
        #expect(try temporary.store.cacheRecord(for: .of("b"))?.layer != nil)
        #expect(try temporary.store.check().findings.isEmpty)
    }

    @Test("room on the disk is a bound too, and none where there is enough")
    func freeSpace() throws {
        let temporary = try TemporaryStore()
        _ = try Self.chain(["a", "b"], in: temporary)
        try Self.restart(temporary)
        var pruning = CachePruning()
        (pruning.freeBytes, pruning.minimumFreeBytes) = (1000, 900)
        #expect(try temporary.store.planPruning(pruning).entries.isEmpty)
        pruning.minimumFreeBytes = 1001
        #expect(Self.steps(try temporary.store.planPruning(pruning).entries) == ["b"])
    }

    @Test("what an image has or a running command uses is never taken, whatever the bound")
    func held() throws {
        let temporary = try TemporaryStore()
        let records = try Self.chain(["a", "b", "c"], in: temporary)
        try temporary.image([try #require(records[0].layer)], "x")
        try Self.restart(temporary)
        let builder = try temporary.reopened()
        #expect(try builder.cacheRecord(for: .of("c")) != nil)
        var pruning = CachePruning(all: true)
        pruning.maximumBytes = 1
        #expect(Self.steps(try temporary.store.pruneCache(pruning).entries) == ["b"])
        #expect(try builder.stack(of: [try #require(records[2].layer)]).layers.count == 1)
        #expect(try temporary.store.check().findings.isEmpty)
        try builder.endSession()
        #expect(Self.steps(try temporary.store.pruneCache(pruning).entries) == ["c"])
    }

    @Test("a choice by age or by a filter takes records with their layers")
    func chosen() throws {
        let temporary = try TemporaryStore()
        _ = try Self.chain(["a", "b"], in: temporary)
        let moment = Timestamp.now()
        _ = try temporary.store.cacheRecord(for: .of("b"))
        try Self.restart(temporary)
        var pruning = CachePruning()
        pruning.unusedSince = moment
        #expect(Self.steps(try temporary.store.planPruning(pruning).entries) == ["a"])
        pruning = CachePruning()
        pruning.filter = { $0.text == "RUN b" }
        #expect(Self.steps(try temporary.store.pruneCache(pruning).entries) == ["b"])
        #expect(try temporary.store.cacheRecords().map(\.step) == ["RUN a"])
    }
}

extension CachePruningTests {
    @Test("the cache is kept within its bound, and a session of one's own holds nothing then")
    func keptWithin() throws {
        let temporary = try TemporaryStore()
        _ = try Self.chain(["a", "b", "c"], in: temporary)
        #expect(try temporary.store.keepCache(within: 10_000_000) == nil)
        let report = try #require(try temporary.store.keepCache(within: 150_000))
        #expect(Self.steps(report.entries) == ["c", "b"])
        #expect(try temporary.store.cacheEntries().reduce(0) { $0 + $1.bytes } <= 150_000)
        #expect(try temporary.store.keepCache(within: 150_000) == nil)
    }

    @Test("layers of images do not count, cache mounts and kept failures do, and failures go first")
    func whatCounts() async throws {
        let temporary = try TemporaryStore()
        try temporary.image([temporary.layer(["big": Self.text + Self.text])], "x")
        #expect(try temporary.store.keepCache(within: 150_000) == nil)
        _ = try Self.chain(["a"], in: temporary)
        let work = try temporary.store.makeWorkDirectory()
        try DirectoryHandle.open(work.upper).createFile(Array("f".utf8)).write([UInt8](repeating: 1, count: 50_000))
        _ = try temporary.store.keepFailure(work, build: "b", step: 1, name: "RUN false", state: .null)
        let failed = try #require(try temporary.store.keepCache(within: 150_000))
        #expect(failed.entries.map(\.kind) == ["kept-failed"] && failed.freedBytes >= 50_000)
        var hold: CacheMountHold? = try await temporary.store.holdCacheMount(named: "m", sharing: .shared)
        let directory = try DirectoryHandle.open(try #require(hold).path)
        try directory.createFile(Array("f".utf8)).write([UInt8](repeating: 1, count: 100_000))
        withExtendedLifetime(hold) {}
        hold = nil
        let report = try #require(try temporary.store.keepCache(within: 150_000))
        #expect(report.entries.count == 1)
        #expect(try temporary.store.cacheEntries().filter { !$0.isNeeded }.reduce(0) { $0 + $1.bytes } <= 150_000)
        #expect(try temporary.store.check().findings.isEmpty)
    }
}

extension CachePruningTests {
    @Test("a layer that only a short cut names is in the list, counts, and can go")
    func shortCutAlone() throws {
        let temporary = try TemporaryStore()
        let layers = try [temporary.layer(["a": Self.text]), temporary.layer(["b": Self.text])]
        func add(_ key: String, _ kind: String, _ layer: Layer) throws {
            try temporary.store.addCacheRecord(
                CacheRecord(
                    key: .of(key), kind: kind, step: kind == "run" ? "RUN x" : "", parts: "", layer: layer,
                    created: .epoch,
                    duration: 0))
        }
        try add("step", "run", layers[0])
        try add("cut", CacheRecord.shortCut, layers[0])
        #expect(try temporary.store.cacheEntries().filter { $0.record != nil }.map(\.text) == ["RUN x"])
        try add("step", "run", layers[1])
        #expect(Set(try temporary.store.cacheEntries().map(\.text)) == ["RUN x", "second key of a step"])
        #expect(try temporary.store.cacheEntries().allSatisfy { $0.ownBytes > 100_000 })
        let report = try #require(try temporary.store.keepCache(within: 1))
        #expect(report.entries.count == 2 && report.layers.count == 2)
        #expect(try temporary.store.cacheEntries().reduce(0) { $0 + $1.bytes } == 0)
    }
}

extension CachePruningTests {
    @Test("what was fetched is told from the directories of RUN steps")
    func fetched() async throws {
        let temporary = try TemporaryStore()
        for name in ["/root/.cache", "source:http:https://example.org/a.tar#0123456789ab"] {
            _ = try await temporary.store.holdCacheMount(named: name, sharing: .shared)
        }
        let entries = try temporary.store.cacheEntries().sorted { $0.kind < $1.kind }
        #expect(entries.map(\.kind) == ["exec.cachemount", "source.http"])
        #expect(entries.map(\.text) == ["cached mount /root/.cache", "fetched https://example.org/a.tar"])
    }
}
