import BuildGraph
import Builder
import Distribution
import DockerfileSyntax
import LayerArchive
import OCI
import Registry
import Storage
import TestServers
import Testing

@Suite(
    "Base images that are for another platform alone",
    .enabled(if: RegistryServer.isInstalled, "docker-registry is not installed"))
struct ForeignBaseTests {
    private static let foreign = Platform(
        os: "linux", architecture: Platform.host.architecture == "s390x" ? "riscv64" : "s390x")

    private let server: RegistryServer
    private let settings = RegistrySettings(environment: [:])
    private let name: ImageReference

    init() async throws {
        server = try RegistryServer()
        name = try ImageReference(parsing: "\(server.host)/team/base:1")
        let maker = try BuildFixture(["base": "1"])
        try await maker.build("FROM scratch\nCOPY base /base\n", tag: name.description) {
            $0.platforms = [Self.foreign]
        }
        _ = try await Distribution(store: maker.store, settings: settings).push(
            maker.store.requireImage(named: name.description), as: name, encoding: LayerEncoding(.gzip))
    }

    private func build(
        on fixture: BuildFixture, from: String = "FROM", isAlways: Bool = false, platforms: [Platform] = []
    ) async throws -> BuildResult {
        let distribution = Distribution(store: fixture.store, settings: settings)
        var pull = ImagePull { name, platform, _ in
            do { _ = try await distribution.pull(name, platform: platform) } catch let error as StorageError
                where error.code == .wrongPlatform
            { throw MissingPlatform(message: error.message, hint: error.hint) }
        }
        pull.isAlways = isAlways
        let wanted = pull
        return try await fixture.build("\(from) \(name)\nCOPY own /own\n") {
            $0.imagePull = wanted
            $0.platforms = platforms
        }
    }

    @Test("are built on with a warning, whether they are pulled, are here or are looked for anew")
    func warned() async throws {
        let fixture = try BuildFixture(["own": "2"])
        for isAlways in [false, false, true] {
            let result = try await build(on: fixture, isAlways: isAlways)
            #expect(result.warnings.map(\.code) == [.baseImagePlatform])
            #expect(try fixture.text("base", in: result) == "1")
        }
        let fresh = try BuildFixture(["own": "2"])
        #expect(try await build(on: fresh, isAlways: true).warnings.map(\.code) == [.baseImagePlatform])
    }

    @Test("are not pulled where FROM or the build names a platform that they are not for")
    func named() async throws {
        let fixture = try BuildFixture(["own": "2"])
        for (from, platforms) in [("FROM", [Platform.host]), ("FROM --platform=linux/mips64le", [])] {
            let error = await errorOf { try await build(on: fixture, from: from, platforms: platforms) }
            #expect(error?.message.contains("is for \(Self.foreign), not for") == true, "\(String(describing: error))")
        }
        let result = try await build(on: fixture, from: "FROM --platform=\(Self.foreign)")
        #expect(!result.warnings.map(\.code).contains(.baseImagePlatform))
    }

    @Test("are described without a platform, and not for another one")
    func described() async throws {
        let fixture = try BuildFixture()
        let distribution = Distribution(store: fixture.store, settings: settings)
        #expect(try await distribution.describe(name).configuration.value.platform.isSame(as: Self.foreign))
        let error = await #expect(throws: StorageError.self) {
            try await distribution.describe(name, platform: .host)
        }
        #expect(error?.code == .wrongPlatform)
    }
}
