import OCI
import Registry
import TestServers
import Testing
import Transport

/// Registries that mean no good, and networks that do no good.
@Suite("A hostile registry, and a bad network")
struct HostileRegistryTests {
    let server: RegistryServer

    init() throws { server = try RegistryServer() }

    private func proxy(_ faults: String) throws -> FaultProxy { try FaultProxy(before: server.port, faults) }

    private func blob(size: Int) async throws -> TestBlob {
        let blob = TestBlob(size: size)
        try await RegistryClient("\(server.host)/app").upload(blob.descriptor, body: HTTPRequest.Body(blob.bytes))
        return blob
    }

    private func asTester(_ settings: inout RegistrySettings) {
        settings.credential = .password(user: "tester", password: "secret")
    }

    @Test("problems of the server in the middle of a blob: it goes on where it broke", arguments: [500, 503, 429])
    func problemsWithinBlob(status: Int) async throws {
        let blob = try await blob(size: 3_000_000)
        let proxy = try proxy("1 GET /blobs/ cut 1000000\n2 GET /blobs/ status \(status)\n1 GET /blobs/ cut 7")
        #expect(try await RegistryClient("\(proxy.host)/app").load(blob.descriptor) == blob.bytes)
        let ranges = proxy.log().filter { $0.contains("/blobs/") }.map {
            $0.split(separator: " ").dropFirst(2).joined()
        }
        let rest = "bytes=1000000-2999999"
        #expect(ranges == ["", rest, rest, rest, "bytes=1000007-2999999"])
    }

    @Test("a token that ends in the middle of a push is bought anew, and the upload goes on")
    func expiredToken() async throws {
        let tokens = try TokenServer()
        let closed = try RegistryServer(.token(tokens))
        let blob = TestBlob(size: 2_000_000)
        for faults in [
            "1 PATCH /blobs/uploads/ expired", "1 PUT /blobs/uploads/ expired",
            "1 PATCH /blobs/uploads/ expired\n1 GET /blobs/uploads/ expired\n1 PUT /blobs/uploads/ expired",
        ] {
            let proxy = try FaultProxy(before: closed.port, faults)
            let client = try RegistryClient("\(proxy.host)/app", asTester)
            let body = HTTPRequest.Body(size: nil) { try HTTPRequest.Body(blob.bytes).begin() }
            try await client.upload(body) { blob.descriptor }
            #expect(try await client.load(blob.descriptor) == blob.bytes)
            let known = TestBlob(size: 700_000)
            let other = try FaultProxy(before: closed.port, faults)
            let second = try RegistryClient("\(other.host)/app", asTester)
            try await second.upload(known.descriptor, body: HTTPRequest.Body(known.bytes))
            #expect(try await second.load(known.descriptor) == known.bytes)
        }
    }

    @Test("a server of tokens that is down, or sends something else, is named")
    func noTokens() async throws {
        let tokens = try TokenServer()
        let closed = try RegistryServer(.token(tokens))
        for (faults, code) in [
            ("9 GET /token cut 0", RegistryError.Code.noAnswer), ("9 GET /token page", .wrongContent),
            ("9 GET /token status 403", .unauthorized), ("99 GET /token status 503", .unavailable),
            ("9 GET /token endless", .tooLarge),
        ] {
            let port = try #require(
                tokens.address.split(separator: ":").last?.split(separator: "/").first.flatMap { Int($0) })
            let broken = try FaultProxy(before: port, faults)
            let other = try RegistryServer(.token(tokens), tokensAt: "http://\(broken.host)/token")
            let client = try RegistryClient("\(other.host)/app", asTester)
            let error = await #expect(throws: RegistryError.self) { try await client.manifest(.tag("1")) }
            #expect(error?.code == code, "\(faults): \(String(describing: error))")
            #expect(error?.message.contains("secret") == false)
        }
        try await RegistryClient("\(closed.host)/app", asTester).storeImage("1")
    }

    @Test("a registry that mounts nothing says so, and the blob can be sent", arguments: [400, 404, 405, 501])
    func refusedMount(status: Int) async throws {
        let blob = try await blob(size: 50_000)
        let proxy = try proxy("9 POST mount= status \(status)")
        let client = try RegistryClient("\(proxy.host)/other")
        let error = await #expect(throws: RegistryError.self) {
            try await client.mount(
                blob.descriptor.digest, from: Repository(ImageReference(parsing: "\(proxy.host)/app")))
        }
        #expect(error != nil && error?.code != .noAnswer)
        try await client.upload(blob.descriptor, body: HTTPRequest.Body(blob.bytes))
        #expect(try await client.load(blob.descriptor) == blob.bytes)
    }

    @Test(
        "an answer without an end is cut off: manifest, blob and list", arguments: ["/manifests/", "/blobs/", "/tags/"])
    func endless(path: String) async throws {
        let blob = try await blob(size: 200_000)
        let proxy = try proxy("99 GET \(path) endless")
        defer { withExtendedLifetime(proxy) {} }
        let client = try RegistryClient("\(proxy.host)/app")
        let error = await #expect(throws: RegistryError.self) {
            switch path {
            case "/manifests/": _ = try await client.manifest(.tag("1"))
            case "/blobs/": _ = try await client.load(blob.descriptor)
            default: _ = try await client.tags()
            }
        }
        #expect([.tooLarge, .wrongContent].contains(error?.code), "\(String(describing: error))")
    }

    @Test(
        "a manifest that is an image and an index at once is refused, whatever it calls itself",
        arguments: [
            #""manifests":[],"config":{}"#, #""manifests":[],"layers":[]"#,
            #""mediaType":"application/vnd.oci.image.index.v1+json","manifests":[],"config":{}"#,
            #""mediaType":"application/vnd.oci.image.manifest.v1+json","config":{},"layers":[],"manifests":[]"#,
        ])
    func ambiguous(members: String) async throws {
        let proxy = try proxy("99 * /manifests/ body {\"schemaVersion\":2,\(members)}")
        defer { withExtendedLifetime(proxy) {} }
        let client = try RegistryClient("\(proxy.host)/app")
        for ask in [
            { _ = try await client.manifest(.tag("1")) }, { _ = try await client.manifestDigest(.tag("1")) },
        ] as [() async throws -> Void] {
            let error = await #expect(throws: RegistryError.self) { try await ask() }
            #expect(error?.code == .wrongContent && error?.message.contains("an image and an index at once") == true)
        }
    }

    @Test("a server that lets a byte drip now and then counts as one that sends nothing")
    func drip() async throws {
        let blob = try await blob(size: 100_000)
        let proxy = try proxy("99 GET /blobs/ drip")
        defer { withExtendedLifetime(proxy) {} }
        let client = try RegistryClient("\(proxy.host)/app") {
            $0.http.stallSeconds = 2
            $0.retries.limit = 1
        }
        let error = await #expect(throws: RegistryError.self) { try await client.load(blob.descriptor) }
        #expect((error?.cause as? TransportError)?.code == .stalled, "\(String(describing: error))")
    }

    @Test("a range that is another one than was asked for is refused")
    func wrongRange() async throws {
        let blob = try await blob(size: 100_000)
        let proxy = try proxy("99 GET /blobs/ whole")
        defer { withExtendedLifetime(proxy) {} }
        let client = try RegistryClient("\(proxy.host)/app")
        #expect(try await client.part(blob.descriptor, 5..<10) { _ in } == false)
        let short = Descriptor(mediaType: .ociLayer, digest: blob.descriptor.digest, size: 99_999)
        let error = await #expect(throws: RegistryError.self) { try await client.load(short) }
        #expect(error?.code == .wrongContent)
    }
}
