import Builder
import Distribution
import OCI
import Registry
import Storage
import TestServers
import Testing
import Transport

@Suite(
    "Several caches in registries at once",
    .enabled(if: RegistryServer.isInstalled, "docker-registry is not installed"))
struct SeveralCachesTests {
    private static let dockerfile = """
        FROM busybox:test AS one
        RUN echo one > /one
        RUN echo more >> /one
        FROM busybox:test
        RUN echo two > /two
        COPY --from=one /one /one
        RUN cat /one /two > /both

        """
    private let server: RegistryServer
    private let caches = RegistryCaches(settings: RegistrySettings(environment: [:]))

    init() throws {
        server = try RegistryServer()
    }

    private func place(_ tag: String) -> String { "type=registry,ref=\(server.host)/team/app:\(tag)" }

    /// Writes the steps of the first stage to one cache, and those of the other stage alone to a second one.
    private func export() async throws {
        for (tag, target, mode) in [("first", "one", "max"), ("second", nil, "min")] {
            try await BuildFixture().build(Self.dockerfile, tag: "app:1") { request in
                request.target = target
                request.cacheRegistry = caches
                request.cacheTargets = [try CacheTarget(parsing: "\(place(tag)),mode=\(mode)")]
            }
        }
    }

    @Test(
        "each gives a part of the steps, and what none has runs",
        arguments: [
            (["first", "second"], 0), (["second", "first"], 0), (["none", "second", "first"], 0), (["first"], 3),
            (["second"], 2),
        ])
    func parts(sources: [String], ran: Int) async throws {
        try await export()
        let fresh = try BuildFixture()
        let result = try await fresh.build(Self.dockerfile, tag: "app:1") { request in
            request.cacheRegistry = caches
            request.cacheSources = try sources.map { try CacheSource(parsing: place($0)) }
        }
        #expect(result.steps.ran == ran)
        #expect(try fresh.text("both", in: result) == "one\nmore\ntwo\n")
        #expect(try fresh.store.check().findings.isEmpty)
    }
}
