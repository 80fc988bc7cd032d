import BuildGraph
import Builder
import Distribution
import LayerArchive
import OCI
import Registry
import Storage
import Synchronization
import TestServers
import Testing

@Suite(
    "Base images whose contents a cache knows",
    .enabled(if: RegistryServer.isInstalled, "docker-registry is not installed"))
struct LaterBaseTests {
    private let server: RegistryServer
    private let settings = RegistrySettings(environment: [:])

    init() throws { server = try RegistryServer() }

    private var tools: String { "\(server.host)/team/tools:1" }
    private var cache: String { "type=registry,ref=\(server.host)/team/app:cache" }

    private func dockerfile(more: String = "") -> String {
        """
        FROM \(tools) AS build
        RUN wc -c < /tool > /out
        \(more)
        FROM busybox:test
        COPY --from=build /out /size

        """
    }

    /// One machine pushes the tools; another, which pulls them, builds and exports its cache.
    private func publish(_ dockerfile: String) async throws -> BuildResult {
        let maker = try BuildFixture()
        _ = try await maker.build("FROM busybox:test\nRUN head -c 300000 /dev/urandom > /tool\n", tag: tools)
        let name = try ImageReference(parsing: tools)
        _ = try await Distribution(store: maker.store, settings: settings).push(
            maker.store.requireImage(named: tools), as: name, encoding: LayerEncoding(.gzip))
        let fixture = try BuildFixture()
        _ = try await Distribution(store: fixture.store, settings: settings).pull(name)
        return try await fixture.build(dockerfile, tag: "app:1") { request in
            request.cacheRegistry = RegistryCaches(settings: settings)
            request.cacheTargets = [try CacheTarget(parsing: cache + ",mode=max")]
        }
    }

    private func build(
        _ dockerfile: String, on fixture: BuildFixture, isAlways: Bool = false
    ) async throws -> (result: BuildResult, pulled: [String]) {
        let distribution = Distribution(store: fixture.store, settings: settings)
        let pulled = Mutex<[String]>([])
        var pull = ImagePull(
            describing: { name, platform in
                let image = try await distribution.describe(name, platform: platform)
                return BaseImage(
                    name: name.description, manifestDigest: image.manifest.digest,
                    configuration: image.configuration.value, layers: image.manifest.value.layers)
            },
            { name, platform, _ in
                pulled.withLock { $0.append(name.description) }
                _ = try await distribution.pull(name, platform: platform)
            })
        pull.isAlways = isAlways
        let wanted = pull
        let result = try await fixture.build(dockerfile, tag: "app:1") { request in
            request.imagePull = wanted
            request.cacheRegistry = RegistryCaches(settings: settings)
            request.cacheSources = [try CacheSource(parsing: cache)]
        }
        return (result, pulled.withLock { $0 })
    }

    @Test("where all steps of a stage are found, the layers of its base image are not loaded")
    func notLoaded() async throws {
        let made = try await publish(dockerfile())
        let fresh = try BuildFixture()
        let (result, pulled) = try await build(dockerfile(), on: fresh)
        #expect(pulled == [])
        #expect(result.steps.ran == 0)
        #expect(result.configuration.diffIDs == made.configuration.diffIDs)
        #expect(try fresh.text("size", in: result) == "300000\n")
        #expect(try fresh.store.check().findings.isEmpty)
        #expect(throws: StorageError.self) { try fresh.store.requireImage(named: tools) }
    }

    @Test("a step that runs has them loaded, once")
    func loadedForStep() async throws {
        _ = try await publish(dockerfile())
        let fresh = try BuildFixture()
        let changed = dockerfile(more: "RUN wc -c < /tool >> /out\nRUN wc -c < /tool >> /out")
        let (result, pulled) = try await build(changed, on: fresh)
        #expect(pulled == [tools])
        #expect(result.steps.ran == 3)
        #expect(try fresh.text("size", in: result) == "300000\n300000\n300000\n")
        #expect(try fresh.store.check().findings.isEmpty)
    }

    @Test("the image that is built on one has its layers")
    func loadedForImage() async throws {
        let text = "FROM \(tools)\nRUN wc -c < /tool > /out\n"
        _ = try await publish(text)
        let fresh = try BuildFixture()
        let (result, pulled) = try await build(text, on: fresh)
        #expect(pulled == [tools])
        #expect(result.steps.ran == 0)
        #expect(try fresh.text("out", in: result) == "300000\n")
        // The next build finds the base image, and the registry is not asked.
        #expect(try await build(text, on: fresh).pulled == [])
    }

    @Test("a machine that found all of it hands on to its own cache what the base image contains")
    func handedOn() async throws {
        _ = try await publish(dockerfile())
        let middle = try BuildFixture()
        let other = "type=registry,ref=\(server.host)/team/other:cache,mode=max"
        let distribution = Distribution(store: middle.store, settings: settings)
        _ = try await middle.build(dockerfile(), tag: "app:1") { request in
            request.imagePull = ImagePull(
                describing: { name, platform in
                    let image = try await distribution.describe(name, platform: platform)
                    return BaseImage(
                        name: name.description, manifestDigest: image.manifest.digest,
                        configuration: image.configuration.value, layers: image.manifest.value.layers)
                },
                { name, _, _ in throw UnreadableImage(message: "\(name) is pulled", hint: nil) })
            request.cacheRegistry = RegistryCaches(settings: settings)
            request.cacheSources = [try CacheSource(parsing: cache)]
            request.cacheTargets = [try CacheTarget(parsing: other)]
        }
        let set = try await RegistryCaches(settings: settings).open(
            ImageReference(parsing: "\(server.host)/team/other:cache"), in: middle.store)
        let base = try await distribution.describe(ImageReference(parsing: tools), platform: .host)
        #expect(set?.record(for: ExportedRecord.baseKey(base.configuration.value.diffIDs)) != nil)
    }

    @Test("with a new look at each image they are not loaded either")
    func always() async throws {
        _ = try await publish(dockerfile())
        let fresh = try BuildFixture()
        // BusyBox is in no registry: its name is that of an image here.
        let text = dockerfile().replacing("FROM busybox:test", with: "FROM scratch")
        _ = try await publish(text)
        #expect(try await build(text, on: fresh, isAlways: true).pulled == [])
    }
}
