import Builder
import Distribution
import LinuxSystem
import OCI
import Registry
import Storage
import Synchronization
import SystemPackage
import TestServers
import Testing
import Transport

@Suite("Caches in registries", .enabled(if: RegistryServer.isInstalled, "docker-registry is not installed"))
struct RegistryCacheTests {
    private static let dockerfile = """
        FROM busybox:test AS one
        ARG ROUND=0
        RUN head -c 200000 /dev/urandom > /noise; echo $ROUND > /out
        FROM busybox:test
        COPY --from=one /out /copied
        RUN cat /copied > /again

        """
    private let server: RegistryServer
    private let caches: RegistryCaches
    private let settings = RegistrySettings(environment: [:])

    init() throws {
        server = try RegistryServer()
        caches = RegistryCaches(settings: settings)
    }

    private var name: String { "\(server.host)/team/app:cache" }

    private func client() throws -> RegistryClient {
        RegistryClient(Repository(try ImageReference(parsing: name)), settings: settings)
    }

    private func export(_ fixture: BuildFixture, round: Int = 0, mode: String = "max") async throws -> BuildResult {
        try await fixture.build(Self.dockerfile, tag: "app:1") { request in
            request.buildArguments = ["ROUND": "\(round)"]
            request.cacheRegistry = caches
            request.cacheTargets = [try CacheTarget(parsing: "type=registry,ref=\(name),mode=\(mode)")]
        }
    }

    private func build(on fixture: BuildFixture, round: Int = 0, from text: String? = nil) async throws -> BuildResult {
        try await fixture.build(Self.dockerfile, tag: "app:1") { request in
            request.buildArguments = ["ROUND": "\(round)"]
            request.cacheRegistry = caches
            request.cacheSources = [try CacheSource(parsing: text ?? "type=registry,ref=\(name)")]
        }
    }

    @Test("a machine with an empty store runs no step, and fetches only the layers that the image has")
    func roundTrip() async throws {
        let made = try await export(BuildFixture())
        let fresh = try BuildFixture()
        let result = try await build(on: fresh)
        #expect(result.steps.ran == 0)
        #expect(result.configuration.diffIDs == made.configuration.diffIDs)
        #expect(try fresh.text("again", in: result) == "0\n")
        // The stage's layer of 200 kB stayed where it was.
        #expect(try fresh.store.cacheEntries().allSatisfy { $0.bytes < 100_000 })
        #expect(try fresh.store.check().findings.isEmpty)
    }

    @Test("ten machines that write at once lose nothing of each other")
    func together() async throws {
        let count = 10
        try await withThrowingTaskGroup(of: Void.self) { group in
            for round in 0..<count {
                group.addTask { _ = try await export(BuildFixture(), round: round) }
            }
            try await group.waitForAll()
        }
        let fresh = try BuildFixture()
        for round in 0..<count {
            #expect(try await build(on: fresh, round: round).steps.ran == 0, "round \(round)")
        }
    }

    @Test("where there are many sets the next export makes them one, and loses none of their steps")
    func compaction() async throws {
        for round in 0..<9 { _ = try await export(BuildFixture(), round: round) }
        let sets = try await client().tags().filter { $0 != "cache" }
        #expect(sets.count < 4, "\(sets)")
        let fresh = try BuildFixture()
        for round in 0..<9 { #expect(try await build(on: fresh, round: round).steps.ran == 0, "round \(round)") }
    }

    @Test(
        "a set that is published again stays when sets become one, wherever another machine has moved the tag meanwhile"
    )
    func publishedAgain() async throws {
        let fixture = try BuildFixture()
        _ = try await export(fixture, round: 1)
        let first = try #require(try await client().manifestDigest(.tag("cache"))).digest
        _ = try await export(BuildFixture(), round: 2)
        let reference = try ImageReference(parsing: name)
        try await caches.begin(reference, in: fixture.store).removeExisting(but: first)
        #expect(try await client().manifestDigest(.digest(first)) != nil)
        #expect(try await client().tags().count == 1)
        #expect(try await build(on: BuildFixture(), round: 1).steps.ran == 0)
    }

    @Test("a set that went into a newer one between the list of tags and the look at it is not missed")
    func vanishing() async throws {
        for round in 0..<3 { _ = try await export(BuildFixture(), round: round) }
        let proxy = try FaultProxy(before: server.port, "3 GET /manifests/cache-strata. status 404")
        let text = "type=registry,ref=\(proxy.host)/team/app:cache"
        #expect(try await build(on: BuildFixture(), round: 0, from: text).steps.ran == 0)
    }

    @Test("a set that cannot be read takes nothing from the others, and does not go with them when they become one")
    func unreadable() async throws {
        let list = Array("[1]".utf8)
        let configuration = Descriptor(
            mediaType: MediaType(ImportedCache.listType), digest: .of(list), size: Int64(list.count))
        var manifest = Manifest(configuration: configuration, layers: [])
        manifest.artifactType = ImportedCache.artifactType
        let document = ManifestDocument(manifest)
        let fixture = try BuildFixture()
        let broken = try await caches.begin(ImageReference(parsing: name), in: fixture.store)
        try await broken.keep(configuration) { try $0.write(list) }
        try await broken.publish(document)
        for round in 0..<9 { _ = try await export(BuildFixture(), round: round) }
        #expect(try await client().tags().count < 6)
        #expect(try await client().manifestDigest(.digest(document.digest)) != nil)
        let cache = try #require(try await caches.open(ImageReference(parsing: name), in: fixture.store))
        #expect(cache.leftOut.count == 1 && cache.leftOut[0].contains(document.digest.description))
        for round in [0, 8] { #expect(try await build(on: BuildFixture(), round: round).steps.ran == 0) }
    }

    @Test("an export again of the same build adds nothing")
    func again() async throws {
        let fixture = try BuildFixture()
        _ = try await export(fixture)
        let before = try await client().tags().sorted()
        _ = try await export(fixture)
        #expect(try await client().tags().sorted() == before)
    }

    @Test("a name without a cache, and a registry that is not there, leave the build to itself")
    func absent() async throws {
        let fixture = try BuildFixture()
        #expect(try await build(on: fixture).steps.ran > 0)
        let other = try BuildFixture()
        #expect(try await build(on: other, from: "type=registry,ref=localhost:1/x:cache").steps.ran > 0)
    }

    @Test("a layer whose blob was changed in the registry is not taken")
    func damaged() async throws {
        _ = try await export(BuildFixture(), mode: "min")
        let data = server.directory.appending("data").string
        let script = """
            for f in $(find \(data) -path '*/blobs/sha256/*' -name data -size -40k); do
                case $(head -c 4 $f | od -An -tx1 | tr -d ' ') in 28b52ffd) printf X | dd of=$f bs=1 seek=8 conv=notrunc status=none;; esac
            done
            """
        let status = try ProcessSpawner.spawn(ProcessRequest("/bin/sh", ["-c", script])).waitWithoutCancellation()
        #expect(status == .exited(0))
        let fresh = try BuildFixture()
        let result = try await build(on: fresh)
        #expect(result.steps.ran > 0)
        #expect(try fresh.text("again", in: result) == "0\n")
        #expect(try fresh.store.check().findings.isEmpty)
    }

    @Test(
        "a layer that the registry does not give is said once and made here; one that lets nobody read is asked once",
        arguments: [("page", "is a web page", 2), ("status 403", "the proxy says so", 1)])
    func layersNotGiven(fault: String, words: String, questions: Int) async throws {
        _ = try await export(BuildFixture(), mode: "min")
        let manifest = try ManifestDocument(bytes: try await client().manifest(.tag("cache")).bytes).value
        let faults = manifest.layers.map { "99 GET \($0.digest) \(fault)" }
        let proxy = try FaultProxy(before: server.port, faults.joined(separator: "\n"))
        let fresh = try BuildFixture()
        let result = try await build(on: fresh, from: "type=registry,ref=\(proxy.host)/team/app:cache")
        #expect(try fresh.text("again", in: result) == "0\n")
        #expect(result.steps.ran == 3)
        let asked = proxy.log().filter { line in manifest.layers.contains { line.contains("\($0.digest)") } }
        #expect(asked.count == questions, "\(asked)")
        let said = fresh.failures.withLock { $0 }
        #expect(said.count == questions && said.allSatisfy { $0.contains(words) }, "\(said)")
        #expect(try fresh.store.check().findings.isEmpty)
    }

    @Test("a registry that takes questions and never answers is asked twice, and the steps run")
    func hanging() async throws {
        _ = try await export(BuildFixture())
        let proxy = try FaultProxy(before: server.port, "99 GET /manifests/ stall")
        var settings = settings
        settings.http.stallSeconds = 1
        let fresh = try BuildFixture()
        let result = try await fresh.build(Self.dockerfile, tag: "app:1") { request in
            request.cacheRegistry = RegistryCaches(settings: settings)
            request.cacheSources = [try CacheSource(parsing: "type=registry,ref=\(proxy.host)/team/app:cache")]
        }
        #expect(result.steps.ran == 3)
        #expect(proxy.log().filter { $0.contains("/manifests/") }.count == 2, "\(proxy.log())")
    }

    @Test("a cache that cannot be written fails the build, whose image is kept, unless the option says otherwise")
    func notWritten() async throws {
        let proxy = try FaultProxy(before: server.port, "99 POST /blobs/uploads/ status 403")
        let place = "type=registry,ref=\(proxy.host)/team/app:cache"
        let fixture = try BuildFixture()
        let attempt = { (text: String) in
            try await fixture.build(Self.dockerfile, tag: "app:1") { request in
                request.cacheRegistry = caches
                request.cacheTargets = [try CacheTarget(parsing: text)]
            }
        }
        let error = await #expect(throws: BuildError.self) { _ = try await attempt(place) }
        #expect(error?.code == .cacheNotWritten)
        #expect(error?.hint?.contains("ignore-error=true") == true, "\(error?.hint ?? "")")
        #expect((error?.cause as? RegistryError)?.code == .denied)
        #expect(try fixture.store.image(named: "app:1") != nil)
        #expect(try await attempt(place + ",ignore-error=true").steps.ran == 0)
    }

    @Test("what is withheld on this machine is in no set")
    func withheld() async throws {
        let fixture = try BuildFixture()
        _ = try await fixture.build("FROM busybox:test\nARG API_TOKEN\nRUN echo done > /x\n", tag: "app:1") { request in
            request.buildArguments = ["API_TOKEN": "hunter2hunter2hunter2"]
            request.cacheRegistry = caches
            request.cacheTargets = [try CacheTarget(parsing: "type=registry,ref=\(name),mode=max")]
        }
        let script = "! grep -raq -e hunter2 -e API_TOKEN \(server.directory)/data"
        let status = try ProcessSpawner.spawn(ProcessRequest("/bin/sh", ["-c", script])).waitWithoutCancellation()
        #expect(status == .exited(0))
    }
}
