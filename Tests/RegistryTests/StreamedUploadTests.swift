import OCI
import Registry
import SystemPackage
import TestServers
import Testing
import Transport

/// Blobs whose digests are known only when their bytes have gone, to a real registry behind a proxy.
@Suite("Uploads of bytes that are still being made")
struct StreamedUploadTests {
    let server: RegistryServer

    init() throws { server = try RegistryServer() }

    /// A body of unknown size.
    private func body(_ blob: TestBlob) -> HTTPRequest.Body {
        HTTPRequest.Body(size: nil, begin: HTTPRequest.Body(blob.bytes).begin)
    }

    private func methods(_ proxy: FaultProxy) -> String {
        proxy.log().map { String($0.prefix { $0 != " " }) }.joined(separator: " ")
    }

    /// Uploads by a proxy, then looks whether the registry has the bytes; the methods of the requests.
    private func upload(_ blob: TestBlob, _ faults: String) async throws -> String {
        let proxy = try FaultProxy(before: server.port, faults)
        let client = try RegistryClient("\(proxy.host)/app")
        try await client.upload(body(blob)) { blob.descriptor }
        let done = methods(proxy)
        #expect(try await RegistryClient("\(server.host)/app").load(blob.descriptor) == blob.bytes)
        return done
    }

    @Test("they go in one request, and the digest in the next", arguments: [0, 1, 3_000_000])
    func whole(size: Int) async throws {
        // The first request asks how the registry is spoken to.
        #expect(try await upload(TestBlob(size: size), "") == "GET POST PATCH PUT")
    }

    @Test(
        "where the connection breaks, the registry is asked what it has, and gets the rest", arguments: [0, 1, 700_000])
    func resumed(count: Int) async throws {
        let blob = TestBlob(size: 2_000_000)
        let done = try await upload(blob, "1 PATCH /blobs/uploads/ swallow \(count)")
        // This registry forgets an upload whose request broke, as soon as it notices: then the rest is all of it, in a new one.
        let late = "GET POST PATCH GET PUT POST PUT"
        let usual = "GET POST PATCH GET\(count > 0 ? " HEAD POST" : "") PUT"
        #expect(done == usual || count > 0 && done == late, "\(done)")
    }

    @Test("a registry that knows the upload and takes nothing more of it gets a new one", arguments: [400, 404, 416])
    func begunAnew(status: Int) async throws {
        let faults = "1 PATCH /blobs/uploads/ swallow 0\n1 PUT /blobs/uploads/ status \(status)"
        #expect(try await upload(TestBlob(size: 400_000), faults) == "GET POST PATCH GET PUT POST PUT")
    }

    @Test("where the registry ended the upload and the connection broke before it said so, it has them")
    func endedUnheard() async throws {
        let done = try await upload(TestBlob(size: 300_000), "1 PUT /blobs/uploads/ swallow 0")
        #expect(done.hasPrefix("GET POST PATCH PUT"))
    }

    @Test("where it breaks again and again, they still arrive")
    func broken() async throws {
        let faults = "1 PATCH /blobs/uploads/ swallow 500000\n3 PUT /blobs/uploads/ swallow 400000"
        #expect(try await upload(TestBlob(size: 3_000_000), faults).hasPrefix("GET POST PATCH GET HEAD POST PUT GET"))
    }

    @Test("a registry that does not take them so gets them at once", arguments: [404, 405, 411, 413, 500, 503])
    func refused(status: Int) async throws {
        let done = try await upload(TestBlob(size: 1_500_000), "1 PATCH /blobs/uploads/ status \(status)")
        #expect(done == "GET POST PATCH GET PUT")
    }

    @Test("who may not store is told so at once", arguments: [401, 403])
    func forbidden(status: Int) async throws {
        let proxy = try FaultProxy(before: server.port, "9 PATCH /blobs/uploads/ status \(status)")
        let client = try RegistryClient("\(proxy.host)/app")
        let blob = TestBlob(size: 1_000_000)
        let error = await #expect(throws: RegistryError.self) {
            try await client.upload(body(blob)) { blob.descriptor }
        }
        #expect([.unauthorized, .denied].contains(error?.code), "\(String(describing: error))")
    }

    @Test("an error of who makes the bytes ends the upload, and nothing is stored")
    func failingBody() async throws {
        struct Full: Error {}
        let client = try RegistryClient("\(server.host)/app")
        let bytes = TestBlob(size: 300_000)
        let failing = HTTPRequest.Body(size: nil) {
            let read = try HTTPRequest.Body(bytes.bytes).begin()
            return { buffer in
                let count = try read(buffer)
                if count == 0 { throw Full() }
                return count
            }
        }
        await #expect(throws: Full.self) { try await client.upload(failing) { bytes.descriptor } }
        #expect(try await client.hasBlob(bytes.descriptor.digest) == false)
    }

    @Test("bytes that are not what the digest says are refused by the registry")
    func wrongDigest() async throws {
        let blob = TestBlob(size: 100_000)
        let other = Descriptor(mediaType: .ociLayer, digest: Digest.of("other"), size: blob.descriptor.size)
        let client = try RegistryClient("\(server.host)/app")
        let error = await #expect(throws: RegistryError.self) { try await client.upload(body(blob)) { other } }
        #expect(error?.code == .refused)
    }

    @Test("over TLS they go the same way")
    func secure() async throws {
        let secure = try RegistryServer(.open, isSecure: true)
        let client = try RegistryClient("\(secure.host)/app") { $0.http.trust.authorities = secure.authority.string }
        let blob = TestBlob(size: 2_500_000)
        try await client.upload(body(blob)) { blob.descriptor }
        #expect(try await client.load(blob.descriptor) == blob.bytes)
    }
}
