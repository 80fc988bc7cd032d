import Builder
import Distribution
import LayerArchive
import LinuxSystem
import OCI
import Registry
import Storage
import Synchronization
import TestServers
import Testing
import Transport

@Suite(
    "Caches in registries of which a part is wrong",
    .enabled(if: RegistryServer.isInstalled, "docker-registry is not installed"))
struct SharedCacheFaultTests {
    private static let dockerfile = """
        FROM busybox:test AS one
        ARG ROUND=0
        RUN echo $ROUND > /out
        FROM busybox:test
        COPY --from=one /out /copied
        RUN cat /copied > /again

        """
    private let server: RegistryServer
    private let settings = RegistrySettings(environment: [:])

    init() throws { server = try RegistryServer() }

    private func name(at host: String? = nil) throws -> ImageReference {
        try ImageReference(parsing: "\(host ?? server.host)/team/app:cache")
    }

    private func client() throws -> RegistryClient { RegistryClient(Repository(try name()), settings: settings) }

    private func open(at host: String? = nil, in store: Store) async throws -> ImportedCache? {
        try await RegistryCaches(settings: settings).open(name(at: host), in: store)
    }

    @discardableResult
    private func export(_ round: Int, at host: String? = nil) async throws -> BuildResult {
        try await BuildFixture().build(Self.dockerfile, tag: "app:1") { request in
            request.buildArguments = ["ROUND": "\(round)"]
            request.cacheRegistry = RegistryCaches(settings: settings)
            request.cacheTargets = [try CacheTarget(parsing: "type=registry,ref=\(name(at: host)),mode=max")]
        }
    }

    private func stepsRun(_ round: Int, at host: String? = nil) async throws -> Int {
        try await BuildFixture().build(Self.dockerfile, tag: "app:1") { request in
            request.buildArguments = ["ROUND": "\(round)"]
            request.cacheRegistry = RegistryCaches(settings: settings)
            request.cacheSources = [try CacheSource(parsing: "type=registry,ref=\(name(at: host))")]
        }.steps.ran
    }

    /// Adds a set of a list, which the set's manifest may call larger than it is.
    private func add(_ list: [UInt8], size: Int64? = nil, layers: [Descriptor] = []) async throws -> Digest {
        var configuration = Descriptor(
            mediaType: MediaType(ImportedCache.listType), digest: .of(list), size: Int64(list.count))
        let fixture = try BuildFixture()
        defer { withExtendedLifetime(fixture) {} }
        let export = try await RegistryCaches(settings: settings).begin(name(), in: fixture.store)
        try await export.keep(configuration) { try $0.write(list) }
        configuration.size = size ?? configuration.size
        var manifest = Manifest(configuration: configuration, layers: layers)
        manifest.artifactType = ImportedCache.artifactType
        let document = ManifestDocument(manifest)
        try await export.publish(document)
        return document.digest
    }

    private func tags() async throws -> [String] { try await client().tags().filter { $0 != "cache" } }

    @Test("where the layers of one set are lost, the next export makes all sets one without them")
    func lostLayers() async throws {
        for round in 0..<8 { try await export(round) }
        let newest = try ManifestDocument(bytes: try await client().manifest(.tag("cache")).bytes).value
        for layer in newest.layers { try await client().delete(blob: layer.digest) }
        try await export(8)
        #expect(try await tags().count < 4)
        for round in [0, 6, 8] { #expect(try await stepsRun(round) == 0, "round \(round)") }
        #expect(try await stepsRun(7) > 0)
        try await export(7)
        #expect(try await stepsRun(7) == 0)
    }

    @Test("where the registry does not take a set of all records, each machine adds its own, and none is removed")
    func refusedTogether() async throws {
        for round in 0..<8 { try await export(round) }
        let proxy = try FaultProxy(before: server.port, "1 PUT /manifests/ status 400")
        try await export(8, at: proxy.host)
        #expect(try await tags().count == 9)
        for round in [0, 7, 8] { #expect(try await stepsRun(round) == 0, "round \(round)") }
    }

    @Test("a set whose records name a layer with another size than its manifest is left out")
    func wrongSize() async throws {
        try await export(0)
        let newest = try ManifestDocument(bytes: try await client().manifest(.tag("cache")).bytes).value
        var text = String(decoding: try await client().document(newest.configuration), as: UTF8.self)
        for layer in newest.layers { text = text.replacing("\"size\":\(layer.size)", with: "\"size\":1") }
        let liar = try await add(Array(text.utf8), layers: newest.layers)
        let fixture = try BuildFixture()
        let cache = try #require(try await open(in: fixture.store))
        #expect(cache.leftOut.count == 1 && cache.leftOut[0].contains("\(liar)"), "\(cache.leftOut)")
        for round in 1..<9 { try await export(round) }
        for round in [0, 8] { #expect(try await stepsRun(round) == 0, "round \(round)") }
    }

    @Test("sets whose lists are too much together are left out, the largest first")
    func manyLarge() async throws {
        try await export(0)
        for number in 0..<3 { _ = try await add(Array("[\(number)]".utf8), size: 20 << 20) }
        let fixture = try BuildFixture()
        let cache = try #require(try await open(in: fixture.store))
        #expect(cache.leftOut.count == 3, "\(cache.leftOut)")
        #expect(cache.leftOut.count { $0.contains("more than 32 MiB together") } == 2, "\(cache.leftOut)")
        #expect(try await stepsRun(0) == 0)
    }

    @Test("sets with large lists become one before there are many")
    func largeBecomeOne() async throws {
        try await export(0)
        // As lists go, white space is as good as records.
        let list = Array("{\"version\":1,\"records\":[]".utf8) + Array(repeating: 32, count: 15 << 20) + [125]
        _ = try await add(list)
        #expect(try await tags().count == 2)
        let another = Array("{\"version\":1,\"records\":[]".utf8) + Array(repeating: 32, count: 2 << 20) + [125]
        _ = try await add(another)
        try await export(1)
        #expect(try await tags().count == 1)
        for round in [0, 1] { #expect(try await stepsRun(round) == 0, "round \(round)") }
    }

    @Test("where the registry sends no list of tags the newest set counts, and that is said")
    func noList() async throws {
        let proxy = try FaultProxy(before: server.port, "99 GET /tags/list page")
        try await export(0, at: proxy.host)
        try await export(1, at: proxy.host)
        #expect(try await stepsRun(1, at: proxy.host) == 0)
        let cache = try #require(try await open(at: proxy.host, in: BuildFixture().store))
        #expect(cache.leftOut.count == 1 && cache.leftOut[0].contains("is a web page"), "\(cache.leftOut)")
        // Nothing of what could not be listed is gone.
        #expect(try await stepsRun(0) == 0)
    }

    @Test("a registry that does not answer is asked no more by further sources, and not by the export")
    func givenUp() async throws {
        let proxy = try FaultProxy(before: server.port, "99 GET /manifests/ stall")
        var settings = settings
        settings.http.stallSeconds = 1
        let registry = RegistryCaches(settings: settings)
        let fixture = try BuildFixture()
        let error = await #expect(throws: BuildError.self) {
            try await fixture.build(Self.dockerfile, tag: "app:1") { request in
                request.cacheRegistry = registry
                request.cacheSources = try ["app", "other", "third"].map {
                    try CacheSource(parsing: "type=registry,ref=\(proxy.host)/team/\($0):cache")
                }
                request.cacheTargets = [try CacheTarget(parsing: "type=registry,ref=\(name(at: proxy.host))")]
            }
        }
        #expect(proxy.log().count { $0.contains("/manifests/") } == 2, "\(proxy.log())")
        #expect(error?.code == .cacheNotWritten)
        let cause = error?.cause as? RegistryError
        #expect(cause?.code == .noAnswer && cause?.message.contains("did not answer before") == true, "\(cause as Any)")
        let said = fixture.failures.withLock { $0 }.filter { $0.contains("did not answer before") }
        #expect(said.count >= 2, "\(said)")
    }

    @Test("an index carries the caches of all its images")
    func inlineOfIndex() async throws {
        let platforms = ["amd64", "arm64"].map { Platform(os: "linux", architecture: $0) }
        let text = "FROM scratch\nARG TARGETARCH\nCOPY a /$TARGETARCH\n"
        let image = "\(server.host)/team/several:1"
        let maker = try BuildFixture(["a": "1"])
        try await maker.build(text, tag: image) { request in
            request.platforms = platforms
            request.cacheTargets = [.inline]
        }
        _ = try await Distribution(store: maker.store, settings: settings).push(
            maker.store.requireImage(named: image), as: ImageReference(parsing: image), encoding: LayerEncoding(.gzip))
        for platform in platforms {
            let result = try await BuildFixture(["a": "1"]).build(text, tag: "app:1") { request in
                request.platforms = [platform]
                request.cacheRegistry = RegistryCaches(settings: settings)
                request.cacheSources = [try CacheSource(parsing: "type=registry,ref=\(image)")]
            }
            #expect(result.steps.ran == 0, "\(platform)")
        }
    }
}
