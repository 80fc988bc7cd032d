import LinuxSystem
import OCI
import Storage
import Testing

@Suite struct BuildHistoryTests {
    private static func build(_ name: String, origin: String = "o", manifest: Digest? = nil) -> BuildRecord {
        var build = BuildRecord(
            origin: .of(origin), name: name, platform: "linux/amd64", names: ["\(name):latest"], outcome: .completed,
            started: Timestamp(seconds: 7), duration: 0.5, request: ["target": "x"])
        build.manifest = manifest
        build.stepCount = 1
        return build
    }

    @Test("a build is there with its steps and their output as they were given")
    func roundTrip() throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        var step = BuildStep(number: 2, name: "[2/2] RUN make", text: "RUN make")
        step.state = .miss
        step.key = .of("key")
        step.chain = .of("chain")
        step.needs = [1]
        step.duration = 1.25
        step.exitCode = 3
        step.cause = ["kind": "changed"]
        var build = Self.build("app", manifest: .of("m"))
        build.stepCount = 2
        build.logBytes = 5
        try store.addBuild(build, steps: [BuildStep(number: 1, name: "FROM", text: "FROM"), step], logs: [2: [1, 2]])
        let found = try store.requireBuild(named: "last")
        build = found
        #expect(found.id == build.id && found.names == ["app:latest"] && found.request["target"] == "x")
        #expect(try store.steps(of: found).last == step)
        #expect(try store.log(of: found, step: 2) == [1, 2])
        #expect(try store.log(of: found, step: 1).isEmpty)
    }

    @Test("builds are found by the start of their ID, by their distance and by what they made")
    func names() throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        for name in ["a", "b", "c"] {
            try store.addBuild(Self.build(name, origin: name, manifest: .of("m")), steps: [], logs: [:])
        }
        #expect(try store.requireBuild(named: "").name == "c")
        #expect(try store.requireBuild(named: "^1").name == "b")
        #expect(try store.lastBuild(of: .of("m"))?.name == "c")
        #expect(try store.builds(origin: .of("a"), limit: 5).map(\.name) == ["a"])
        let id = try store.requireBuild(named: "^2").id
        #expect(try store.requireBuild(named: String(id.prefix(20))).name == "a")
        for bad in ["^3", "nothing-like-it", "%"] {
            #expect(try storageCode { _ = try store.requireBuild(named: bad) } == .noSuchBuild)
        }
    }

    @Test("a removed build takes its output along")
    func removal() throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        try store.addBuild(Self.build("a"), steps: [], logs: [1: [1]])
        let build = try store.requireBuild(named: "last")
        try store.removeBuild(build)
        #expect(try store.builds().isEmpty)
        #expect(try store.log(of: build, step: 1).isEmpty)
    }

    @Test("the history has a limit of builds and one of output")
    func limits() throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        for number in 0..<1000 + 5 {
            try store.addBuild(Self.build("b\(number)"), steps: [], logs: [:])
        }
        #expect(try store.builds().count == 1000)
        #expect(try store.builds().last?.name == "b5")
        let much = [UInt8](repeating: 65, count: 24 << 20)
        for name in ["x", "y", "z"] {
            var build = Self.build(name)
            build.logBytes = Int64(much.count)
            try store.addBuild(build, steps: [], logs: [1: much])
        }
        let kept = try store.builds(limit: 3).map { try store.log(of: $0, step: 1).count }
        #expect(kept == [much.count, much.count, 0])
    }

    @Test("a listing stays as long as its record")
    func listings() throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        try store.addListing([1], of: .of("no record"))
        #expect(try store.listing(of: .of("no record")) == nil)
        let layer = try temporary.layer(["a": "1"])
        try store.addCacheRecord(
            CacheRecord(
                key: .of("k"), kind: "copy", step: "COPY . .", parts: "{}", layer: layer, created: .epoch, duration: 0))
        try store.addListing([1, 2], of: .of("k"))
        #expect(try store.listing(of: .of("k")) == [1, 2])
        try store.endSession()
        _ = try store.pruneCache(all: true)
        #expect(try store.listing(of: .of("k")) == nil)
    }

    @Test("the key of the records is made once and is nobody else's to read")
    func recordSecret() throws {
        let temporary = try TemporaryStore()
        let made = try temporary.store.recordSecret()
        #expect(made.count == 32)
        #expect(try temporary.store.recordSecret() == made)
        let status = try DirectoryHandle.open(temporary.store.root).status(of: Array("record-secret".utf8))
        #expect(status.permissions == 0o600)
        let other = try TemporaryStore()
        #expect(try other.store.recordSecret() != made)
    }

    @Test("what a failed step left is kept for its day, and not a moment longer")
    func keptFailures() throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        let work = try store.makeWorkDirectory()
        try DirectoryHandle.open(work.upper).createFile(Array("half".utf8), permissions: 0o644).write([1])
        let kept = try store.keepFailure(work, build: "b", step: 2, name: "RUN make", state: ["a": 1])
        work.remove()
        #expect(try store.keptFailures() == [kept])
        #expect(try DirectoryHandle.open(kept.path).statusIfPresent(of: Array("half".utf8)) != nil)
        #expect(kept.expires.seconds - kept.created.seconds == 86_400)
        #expect(try store.pruneKeptFailures().count == 0)
        #expect(try store.pruneKeptFailures(now: Timestamp(seconds: kept.expires.seconds + 1)).count == 1)
        #expect(try store.keptFailures().isEmpty)
        #expect((try? DirectoryHandle.open(kept.path)) == nil)
    }
}
