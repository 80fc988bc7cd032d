import LinuxSystem
import OCI
import Registry
import SystemPackage
import TestServers
import Testing
import Transport

@Suite("Mirrors of a registry")
struct MirrorTests {
    let server: RegistryServer

    init() throws { server = try RegistryServer() }

    /// A client of `home.test/app`, which is at a host; mirrors are asked first.
    private func client(at home: String? = nil, mirrors: [String]) throws -> RegistryClient {
        let file = server.directory.appending("registries.conf")
        let text =
            "[[registry]]\nprefix = \"home.test\"\nlocation = \"\(home ?? server.host)\"\n"
            + mirrors.map { "[[registry.mirror]]\nlocation = \"\($0)\"\n" }.joined()
        try FileHandle.open(file, OpenFlags.newFile).write(Array(text.utf8))
        return try RegistryClient("home.test/app") { $0.environment["CONTAINERS_REGISTRIES_CONF"] = file.string }
    }

    private func store() async throws -> TestBlob { try await RegistryClient("\(server.host)/app").storeImage("1") }

    @Test(
        "one with a problem of its own is tried twice, and then no more",
        arguments: ["status 503", "status 429", "cut 0"])
    func broken(fault: String) async throws {
        let image = try await store()
        let mirror = try FaultProxy(before: server.port, "999 * /v2/app/ \(fault)")
        let client = try client(mirrors: ["127.0.0.1:1", mirror.host])
        #expect(try await client.manifestDigest(.tag("1")) == image.descriptor)
        #expect(try await client.manifest(.digest(image.descriptor.digest)).bytes == image.bytes)
        #expect(try await client.load(TestBlob.configuration.descriptor) == TestBlob.configuration.bytes)
        // libcurl asks once more by itself where a connection that it had kept is closed.
        #expect((2...3).contains(mirror.log().filter { $0.contains("/v2/app/") }.count))
    }

    @Test("one that lacks something is asked for the next thing all the same")
    func incomplete() async throws {
        let image = try await store()
        let mirror = try FaultProxy(before: server.port, "1 * /manifests/ status 404")
        let client = try client(mirrors: [mirror.host])
        #expect(try await client.manifest(.digest(image.descriptor.digest)).bytes == image.bytes)
        #expect(try await client.load(TestBlob.configuration.descriptor) == TestBlob.configuration.bytes)
        #expect(mirror.log().contains { $0.contains("/blobs/") })
    }

    @Test("a blob that breaks off at a mirror goes on at the registry, and no byte comes twice")
    func brokenOff() async throws {
        let blob = TestBlob(size: 3_000_000)
        try await RegistryClient("\(server.host)/app").upload(blob.descriptor, body: HTTPRequest.Body(blob.bytes))
        let mirror = try FaultProxy(before: server.port, "1 GET /blobs/ cut 1000000\n9 GET /blobs/ status 503")
        let home = try FaultProxy(before: server.port, "")
        let client = try client(at: home.host, mirrors: [mirror.host])
        #expect(try await client.load(blob.descriptor) == blob.bytes)
        #expect(home.log().contains { $0.contains("bytes=1000000-2999999") }, "\(home.log())")
    }
}
