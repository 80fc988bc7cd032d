import OCI
import Registry
import TestServers
import Testing
import Transport

/// What registries of large houses, and the proxies before them, are known to do.
@Suite("A registry with habits of its own")
struct OddRegistryTests {
    let server: RegistryServer

    init() throws { server = try RegistryServer() }

    private func methods(_ proxy: FaultProxy) -> [String] { proxy.log().map { String($0.prefix { $0 != " " }) } }

    private func upload(_ blob: TestBlob, _ client: RegistryClient) async throws {
        try await client.upload(blob.descriptor, body: HTTPRequest.Body(blob.bytes))
    }

    @Test("one that takes its time to put a blob away is waited for, and gets it once")
    func slowToStore() async throws {
        let blob = TestBlob(size: 300_000)
        let proxy = try FaultProxy(before: server.port, "1 PUT /blobs/uploads/ late 3")
        let client = try RegistryClient("\(proxy.host)/app") { $0.http.stallSeconds = 1 }
        try await upload(blob, client)
        #expect(methods(proxy) == ["GET", "POST", "PUT"])
    }

    @Test("one that has to load a blob from elsewhere first is waited for")
    func slowToSend() async throws {
        let blob = TestBlob(size: 300_000)
        try await upload(blob, try RegistryClient("\(server.host)/app"))
        let proxy = try FaultProxy(before: server.port, "1 GET /blobs/ late 3")
        let client = try RegistryClient("\(proxy.host)/app") {
            $0.http.stallSeconds = 1
            $0.retries.limit = 0
        }
        #expect(try await client.load(blob.descriptor) == blob.bytes)
    }

    @Test("a blob whose upload ended while the answer was lost is not sent again", arguments: ["lose", "status 504"])
    func lostAnswer(fault: String) async throws {
        let blob = TestBlob(size: 300_000)
        // The first one reaches the registry, the second is the proxy's alone.
        let proxy = try FaultProxy(before: server.port, "1 PUT /blobs/uploads/ lose\n1 GET /blobs/uploads/ \(fault)")
        try await upload(blob, try RegistryClient("\(proxy.host)/app"))
        #expect(methods(proxy).filter { $0 == "PUT" }.count == 1, "\(proxy.log())")
        #expect(try await RegistryClient("\(server.host)/app").load(blob.descriptor) == blob.bytes)
    }

    @Test("one before which no large request passes gets a blob in parts", arguments: [9 << 20, 1 << 20])
    func parts(limit: Int) async throws {
        let blob = TestBlob(size: 20_000_000)
        let proxy = try FaultProxy(before: server.port, "999 * /blobs/uploads/ larger \(limit)")
        let client = try RegistryClient("\(proxy.host)/app")
        try await upload(blob, client)
        #expect(try await RegistryClient("\(server.host)/app").load(blob.descriptor) == blob.bytes)
        let streamed = TestBlob(size: 10_000_000)
        let body = HTTPRequest.Body(size: nil, begin: HTTPRequest.Body(streamed.bytes).begin)
        try await client.upload(body) { streamed.descriptor }
        #expect(try await RegistryClient("\(server.host)/app").load(streamed.descriptor) == streamed.bytes)
    }

    @Test("one that wants parts not to be small gets no smaller ones")
    func leastParts() async throws {
        let blob = TestBlob(size: 12 << 20)
        let proxy = try FaultProxy(before: server.port, "999 * /blobs/uploads/ parts \(4 << 20)-\(5 << 20)")
        try await upload(blob, try RegistryClient("\(proxy.host)/app"))
        #expect(methods(proxy).filter { $0 == "PATCH" }.count == 4, "\(proxy.log())")
        #expect(try await RegistryClient("\(server.host)/app").load(blob.descriptor) == blob.bytes)
    }

    @Test("one that forgets its port in the addresses of uploads gets them where it was asked")
    func forgottenPort() async throws {
        let blob = TestBlob(size: 1000)
        let proxy = try FaultProxy(before: server.port, "99 * /blobs/uploads/ origin http://127.0.0.1")
        try await upload(blob, try RegistryClient("\(proxy.host)/app"))
        #expect(try await RegistryClient("\(server.host)/app").load(blob.descriptor) == blob.bytes)
    }

    @Test("a part whose answer was lost does not come twice")
    func lostPart() async throws {
        let blob = TestBlob(size: 20_000_000)
        let faults = "1 PUT /blobs/uploads/ larger 0\n1 PATCH /blobs/uploads/ lose"
        let proxy = try FaultProxy(before: server.port, faults)
        try await upload(blob, try RegistryClient("\(proxy.host)/app"))
        #expect(try await RegistryClient("\(server.host)/app").load(blob.descriptor) == blob.bytes)
    }

    @Test("where not even small parts pass, the error says what does not let them")
    func noParts() async throws {
        let proxy = try FaultProxy(before: server.port, "999 * /blobs/uploads/ larger 1000")
        let error = await #expect(throws: RegistryError.self) {
            try await upload(TestBlob(size: 5_000_000), try RegistryClient("\(proxy.host)/app"))
        }
        #expect(error?.message.contains("too large") == true && error?.hint?.contains("client_max_body_size") == true)
    }

    @Test("one that has a problem with a mount is asked for it once")
    func brokenMount() async throws {
        let blob = TestBlob(size: 1000)
        try await upload(blob, try RegistryClient("\(server.host)/other"))
        let proxy = try FaultProxy(before: server.port, "99 POST mount= status 500")
        let client = try RegistryClient("\(proxy.host)/app")
        let other = try Repository(ImageReference(parsing: "\(proxy.host)/other"))
        await #expect(throws: RegistryError.self) { try await client.mount(blob.descriptor.digest, from: other) }
        #expect(proxy.log().filter { $0.contains("mount=") }.count == 1)
    }

    @Test("where blobs lie elsewhere and that place answers no HEAD, a blob counts as missing")
    func signedAddresses() async throws {
        let blob = TestBlob(size: 1000)
        try await upload(blob, try RegistryClient("\(server.host)/app"))
        let storage = try FaultProxy(before: server.port, "99 HEAD /v2/ status 403")
        let address = "http://\(storage.host)/v2/app/blobs/\(blob.descriptor.digest)"
        let proxy = try FaultProxy(before: server.port, "99 HEAD /blobs/ redirect \(address)")
        #expect(try await RegistryClient("\(proxy.host)/app").hasBlob(blob.descriptor.digest) == false)
    }

    @Test("one that takes itself to speak in another way is asked as it was", arguments: ["https://HOST", "//HOST"])
    func wrongScheme(origin: String) async throws {
        let blob = TestBlob(size: 1000)
        let proxy = try FaultProxy(before: server.port, "99 * /blobs/uploads/ origin \(origin)")
        try await upload(blob, try RegistryClient("\(proxy.host)/app"))
        #expect(try await RegistryClient("\(server.host)/app").load(blob.descriptor) == blob.bytes)
    }

    @Test("one that lets nobody ask by HEAD is asked for the manifest itself, and says in words what it refuses")
    func refusedHead() async throws {
        let image = try await RegistryClient("\(server.host)/app").storeImage("1")
        let proxy = try FaultProxy(before: server.port, "1 HEAD /manifests/ status 403\n99 * /manifests/ status 403")
        let client = try RegistryClient("\(proxy.host)/app")
        let error = await #expect(throws: RegistryError.self) { try await client.manifestDigest(.tag("1")) }
        #expect(error?.code == .denied && error?.message.contains("the proxy says so") == true)
        let open = try FaultProxy(before: server.port, "9 HEAD /manifests/ status 400")
        let found = try await RegistryClient("\(open.host)/app").manifestDigest(.tag("1"))
        #expect(found?.digest == image.descriptor.digest)
    }

    @Test("a manifest that had to be loaded for its digest is not loaded again, and one that is known not at all")
    func loadedOnce() async throws {
        let image = try await RegistryClient("\(server.host)/app").storeImage("1")
        let silent = try FaultProxy(before: server.port, "9 HEAD /manifests/ status 405")
        let loaded = try await RegistryClient("\(silent.host)/app").manifest(.tag("1"), unless: { _ in false })
        #expect(loaded?.bytes == image.bytes)
        #expect(silent.log().filter { $0.hasPrefix("GET /v2/app/manifests/") }.count == 1, "\(silent.log())")
        let proxy = try FaultProxy(before: server.port, "")
        let known = try await RegistryClient("\(proxy.host)/app").manifest(.tag("1")) {
            $0 == image.descriptor.digest
        }
        #expect(known == nil)
        #expect(!proxy.log().contains { $0.hasPrefix("GET /v2/app/manifests/") }, "\(proxy.log())")
    }

    @Test("one that gives no manifest by its digest is asked for it by the tag", arguments: [400, 404])
    func tagsOnly(status: Int) async throws {
        let image = try await RegistryClient("\(server.host)/app").storeImage("1")
        let proxy = try FaultProxy(before: server.port, "9 GET /manifests/sha256 status \(status)")
        let loaded = try await RegistryClient("\(proxy.host)/app").manifest(.tag("1"), unless: { _ in false })
        #expect(loaded?.bytes == image.bytes, "\(proxy.log())")
    }

    @Test("a blob that is called a page is looked at by its digest")
    func blobAsPage() async throws {
        let blob = TestBlob(size: 1000)
        try await upload(blob, try RegistryClient("\(server.host)/app"))
        let proxy = try FaultProxy(before: server.port, "99 GET /blobs/ type text/html")
        #expect(try await RegistryClient("\(proxy.host)/app").load(blob.descriptor) == blob.bytes)
    }

    @Test("one that deletes nothing is told as such, whatever status it has for that", arguments: [405, 501])
    func deletesNothing(status: Int) async throws {
        try await RegistryClient("\(server.host)/app").storeImage("1")
        let proxy = try FaultProxy(before: server.port, "99 DELETE /manifests/ status \(status)")
        let error = await #expect(throws: RegistryError.self) {
            try await RegistryClient("\(proxy.host)/app").delete(manifest: .tag("1"))
        }
        #expect(error?.code == .refused && error?.message.contains("does not delete") == true)
    }

    @Test("one that takes docker's manifests only is told how to get one")
    func dockerOnly() async throws {
        let proxy = try FaultProxy(before: server.port, "99 PUT /manifests/ status 415")
        let client = try RegistryClient("\(proxy.host)/app")
        let error = await #expect(throws: RegistryError.self) { try await client.storeImage("1") }
        #expect(error?.hint?.contains("--format v2s2") == true, "\(String(describing: error))")
    }

    @Test("one that a proxy shows under another path names the repository itself, and gets a token for that")
    func otherPath() async throws {
        let tokens = try TokenServer()
        let closed = try RegistryServer(.token(tokens))
        let tester = { (settings: inout RegistrySettings) in
            settings.credential = .password(user: "tester", password: "secret")
        }
        let image = try await RegistryClient("\(closed.host)/team/app", tester).storeImage("1")
        let proxy = try FaultProxy(before: closed.port, "99 * /v2/app/ path /v2/team/app/")
        let client = try RegistryClient("\(proxy.host)/app", tester)
        #expect(try await client.manifest(.tag("1")).digest == image.descriptor.digest)
    }
}
