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

    /// A client of `home.test/app`, which is at a host; mirrors are asked first, for all or for a part.
    private func client(at home: String? = nil, mirrors: [String], for use: String = "all") throws -> RegistryClient {
        let file = server.directory.appending("registries-\(UInt64.random(in: 0...UInt64.max)).conf")
        let text =
            "[[registry]]\nprefix = \"home.test\"\nlocation = \"\(home ?? server.host)\"\n"
            + mirrors.map { "[[registry.mirror]]\nlocation = \"\($0)\"\npull-from-mirror = \"\(use)\"\n" }.joined()
        try FileHandle.open(file, OpenFlags.newFile).write(Array(text.utf8))
        return try RegistryClient("home.test/app") { $0.environment["CONTAINERS_REGISTRIES_CONF"] = file.string }
    }

    private func store() async throws -> TestBlob { try await RegistryClient("\(server.host)/app").storeImage("1") }

    /// Stores another image than `storeImage` does.
    private func storeOther(_ tags: [String], in client: RegistryClient) async throws -> TestBlob {
        let text = #"{"architecture":"arm64","os":"linux","rootfs":{"type":"layers","diff_ids":[]}}"#
        let configuration = TestBlob(Array(text.utf8), .ociConfiguration)
        try await client.upload(configuration.descriptor, body: HTTPRequest.Body(configuration.bytes))
        let manifest = TestBlob.manifest(of: configuration)
        for tag in tags {
            try await client.putManifest(manifest.bytes, mediaType: MediaType.ociManifest.rawValue, as: .tag(tag))
        }
        return manifest
    }

    /// Stores what refers to an image.
    private func storeReferrer(_ number: Int, of image: TestBlob, in client: RegistryClient) async throws -> TestBlob {
        let text = """
            {"schemaVersion":2,"mediaType":"\(MediaType.ociManifest)","artifactType":"application/vnd.test.sbom","config":\
            {"mediaType":"\(MediaType.ociConfiguration)","digest":"\(TestBlob.configuration.descriptor.digest)",\
            "size":\(TestBlob.configuration.bytes.count)},"layers":[],"subject":{"mediaType":"\(MediaType.ociManifest)",\
            "digest":"\(image.descriptor.digest)","size":\(image.bytes.count)},"annotations":{"number":"\(number)"}}
            """
        let referrer = TestBlob(Array(text.utf8), .ociManifest)
        try await client.putManifest(
            referrer.bytes, mediaType: MediaType.ociManifest.rawValue, as: .digest(referrer.descriptor.digest))
        return referrer
    }

    @Test("what is deleted is what the registry itself has under a name, whatever an older mirror says")
    func deletion() async throws {
        let mirror = try RegistryServer()
        let theirs = try RegistryClient("\(mirror.host)/app")
        let older = try await theirs.storeImage("latest")
        try await theirs.storeImage("2")
        let own = try RegistryClient("\(server.host)/app")
        let newer = try await storeOther(["latest", "2"], in: own)
        let client = try client(mirrors: [mirror.host])
        #expect(try await client.manifestDigest(.tag("latest")) == older.descriptor)
        #expect(try await client.manifestDigest(.tag("latest"), atHome: true) == newer.descriptor)
        #expect(try await client.manifest(.tag("latest"), atHome: true).bytes == newer.bytes)
        // At the registry another tag stands for the same.
        let error = await #expect(throws: RegistryError.self) { try await client.delete(manifest: .tag("latest")) }
        #expect(error?.code == .refused && error?.message.contains("and 2 would go with it") == true)
        #expect(try await own.tags() == ["2", "latest"])
        let removal = try await client.delete(manifest: .tag("latest"), with: ["2"])
        #expect(removal.digest == newer.descriptor.digest && removal.tags == ["2"])
        #expect(try await own.tags() == [])
        #expect(try await theirs.tags() == ["2", "latest"])
    }

    @Test("a list of referrers that is written again has what the registry's own had, and not that of a mirror")
    func referrers() async throws {
        let image = try await store()
        let own = try RegistryClient("\(server.host)/app")
        let first = try await storeReferrer(1, of: image, in: own)
        let mirror = try RegistryServer()
        let theirs = try RegistryClient("\(mirror.host)/app")
        try await theirs.storeImage("1")
        let index = ImageIndex(manifests: [image.descriptor])
        try await theirs.putManifest(
            index.json.compactBytes, mediaType: MediaType.ociIndex.rawValue,
            as: .tag("sha256-\(image.descriptor.digest.hex)"))
        let client = try client(mirrors: [mirror.host])
        let second = try await storeReferrer(2, of: image, in: client)
        let both = [first.descriptor.digest, second.descriptor.digest]
        #expect(try await own.referrers(of: image.descriptor.digest).map(\.digest) == both)
        try await client.delete(manifest: .digest(first.descriptor.digest))
        #expect(try await own.referrers(of: image.descriptor.digest).map(\.digest) == [second.descriptor.digest])
    }

    @Test("one for tags gives what a tag of it stands for, too, though the registry cannot be reached")
    func tagsOnly() async throws {
        let image = try await store()
        let client = try client(at: "127.0.0.1:1", mirrors: [server.host], for: "tag-only")
        // By its digest alone nothing is asked of it.
        let error = await #expect(throws: RegistryError.self) {
            try await client.manifest(.digest(image.descriptor.digest))
        }
        #expect(error?.code == .noAnswer)
        let loaded = try await client.manifest(.tag("1"), unless: { _ in false })
        #expect(loaded?.bytes == image.bytes)
        #expect(try await client.manifest(.digest(image.descriptor.digest)).bytes == image.bytes)
        #expect(try await client.load(TestBlob.configuration.descriptor) == TestBlob.configuration.bytes)
    }

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

    @Test("one that sends a wrong manifest is passed over, and named where nobody else answers")
    func wrongManifest() async throws {
        let image = try await store()
        let mirror = try FaultProxy(before: server.port, "99 GET /manifests/ flip")
        #expect(try await client(mirrors: [mirror.host]).manifest(.tag("1")).bytes == image.bytes)
        let digest = ManifestReference.digest(image.descriptor.digest)
        #expect(try await client(mirrors: [mirror.host]).manifest(digest).bytes == image.bytes)
        let lonely = try client(at: "127.0.0.1:1", mirrors: [mirror.host])
        let error = await #expect(throws: RegistryError.self) { try await lonely.manifest(.tag("1")) }
        #expect(error?.code == .noAnswer)
        #expect(
            error?.message.contains("home.test/app:1 at \(mirror.host): the registry sends") == true,
            "\(error?.message ?? "")")
    }

    @Test("one that sent wrong bytes of a blob is not asked for it again, and is for others")
    func wrongBlob() async throws {
        _ = try await store()
        let blob = TestBlob(size: 100_000)
        try await RegistryClient("\(server.host)/app").upload(blob.descriptor, body: HTTPRequest.Body(blob.bytes))
        let mirror = try FaultProxy(before: server.port, "2 GET /blobs/ flip")
        let client = try client(mirrors: [mirror.host])
        // What has the whole in memory asks the next one by itself.
        #expect(try await client.document(TestBlob.configuration.descriptor) == TestBlob.configuration.bytes)
        #expect(try await client.load(blob.descriptor) != blob.bytes)
        let wrong = client.refuse(blob.descriptor.digest)
        #expect(wrong.hosts == [mirror.host] && wrong.isOtherLeft)
        #expect(try await client.load(blob.descriptor) == blob.bytes)
        let again = client.refuse(blob.descriptor.digest)
        #expect(again.hosts == [server.host] && !again.isOtherLeft)
        #expect(mirror.log().filter { $0.contains("/blobs/") }.count == 2)
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
