import LinuxSystem
import Storage
import Synchronization
import SystemPackage
import Testing

@Suite("Cache mounts in the store")
struct CacheMountTests {
    @Test("a name gives the same directory again, as it was left, and counts its uses")
    func again() async throws {
        let store = try TemporaryStore()
        do {
            let hold = try await store.store.holdCacheMount(named: "x", sharing: .shared) { path in
                try DirectoryHandle.open(path).createFile(Array("seed".utf8), permissions: 0o600).write([1])
            }
            try DirectoryHandle.open(hold.path).createFile(Array("left".utf8), permissions: 0o600).write([2])
        }
        let again = try await store.store.holdCacheMount(named: "x", sharing: .locked) { _ in
            Issue.record("filled a second time")
        }
        let names = try DirectoryHandle.open(again.path).entries().map { String(decoding: $0.name, as: UTF8.self) }
        #expect(names.sorted() == ["left", "seed"])
        #expect(try store.store.cacheMounts().map(\.useCount) == [2])
    }

    @Test("shared is shared, private gives another directory, also between two openings of one store")
    func sharing() async throws {
        let first = try TemporaryStore()
        let second = try Store.open(root: first.store.root)
        let one = try await first.store.holdCacheMount(named: "x", sharing: .shared)
        let two = try await second.holdCacheMount(named: "x", sharing: .shared)
        #expect(one.path == two.path)
        let alone = try await second.holdCacheMount(named: "x", sharing: .private)
        #expect(alone.path != one.path)
        let third = try await first.store.holdCacheMount(named: "x", sharing: .private)
        #expect(Set([one.path, alone.path, third.path]).count == 3)
        withExtendedLifetime((one, two, alone, third)) {}
    }

    @Test("locked waits until the other has let go, and stops waiting when it is cancelled")
    func locked() async throws {
        let store = try TemporaryStore()
        let isFree = Mutex(false)
        var hold: CacheMountHold? = try await store.store.holdCacheMount(named: "x", sharing: .locked)
        let path = hold?.path
        let other = try Store.open(root: store.store.root)
        let waiting = Task {
            let mine = try await other.holdCacheMount(named: "x", sharing: .locked)
            #expect(isFree.withLock { $0 })
            return mine.path
        }
        let cancelled = Task { try await other.holdCacheMount(named: "x", sharing: .locked).path }
        cancelled.cancel()
        await #expect(throws: CancellationError.self) { try await cancelled.value }
        isFree.withLock { $0 = true }
        withExtendedLifetime(hold) {}
        hold = nil
        #expect(try await waiting.value == path)
    }

    @Test("they are part of the build cache, whose sum is that of the disk, and pruning leaves those in use")
    func accounting() async throws {
        let store = try TemporaryStore()
        var hold: CacheMountHold? = try await store.store.holdCacheMount(named: "x", sharing: .shared) { path in
            let file = try DirectoryHandle.open(path).createFile(Array("big".utf8), permissions: 0o600)
            try file.write([UInt8](repeating: 7, count: 300_000))
        }
        let usage = try store.store.diskUsage()
        #expect(usage.cacheMounts.count == 1)
        #expect(usage.cacheMounts[0].isInUse)
        #expect(usage.buildCacheBytes >= 300_000)
        #expect(usage.reclaimableBuildCacheBytes == 0)
        let du = try Tool.run("du", ["-s", "--block-size=1", store.root.string]).text
        #expect(du.split(separator: "\t").first.flatMap { Int64($0) } == usage.totalBytes)
        #expect(try store.store.pruneCache().cacheMounts == 0)
        withExtendedLifetime(hold) {}
        hold = nil
        let report = try store.store.pruneCache()
        #expect(report.cacheMounts == 1)
        #expect(report.freedBytes >= 300_000)
        #expect(try store.store.cacheMounts().isEmpty)
        #expect(try store.store.check().findings.isEmpty)
        #expect(try store.store.check().garbage == 0)
    }

    @Test("a directory that no record names is garbage, one that is lost is there again")
    func sound() async throws {
        let store = try TemporaryStore()
        let place = store.store.root.appending("cache-mounts")
        let path = try await store.store.holdCacheMount(named: "x", sharing: .shared).path
        try DirectoryHandle.open(place).makeDirectory(Array("stray".utf8))
        #expect(try store.store.check().garbage == 1)
        #expect(try store.store.collectGarbage().orphans == 1)
        try DirectoryHandle.open(place).removeTree(Array((path.lastComponent?.string ?? "").utf8))
        let again = try await store.store.holdCacheMount(named: "x", sharing: .shared)
        #expect(again.path == path)
        #expect(try DirectoryHandle.open(path).entries().isEmpty)
    }
}
