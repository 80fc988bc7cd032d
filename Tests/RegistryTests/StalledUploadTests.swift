import OCI
import Registry
import TestServers
import Testing
import Transport

/// A real registry behind a proxy that reads a part of a blob, and then neither reads nor says anything.
@Suite("Uploads that stand still")
struct StalledUploadTests {
    /// More than the kernel takes for a server that reads nothing.
    private let blob = TestBlob([UInt8](repeating: .random(in: 0...255), count: 12_000_000))
    private let server: RegistryServer

    init() throws { server = try RegistryServer() }

    /// A client that gives an exchange up after a second in which nothing moves, and all of it after three.
    private func client(_ host: String) throws -> RegistryClient {
        try RegistryClient("\(host)/app") {
            $0.http.stallSeconds = 1
            $0.retries.longestStandstill = .seconds(3)
        }
    }

    /// A body whose size is known, or not before its end.
    private func upload(by client: RegistryClient, isStreamed: Bool) async throws {
        let body = HTTPRequest.Body(blob.bytes)
        guard isStreamed else { return try await client.upload(blob.descriptor, body: body) }
        try await client.upload(HTTPRequest.Body(size: nil, begin: body.begin)) { blob.descriptor }
    }

    private func requests(_ proxy: FaultProxy, _ method: String) -> Int {
        proxy.log().count { $0.hasPrefix("\(method) ") }
    }

    @Test("one that is no longer read is begun again, and completed", arguments: [false, true], [0, 1_000_000])
    func once(isStreamed: Bool, count: Int) async throws {
        let method = isStreamed ? "PATCH" : "PUT"
        let proxy = try FaultProxy(before: server.port, "1 \(method) /blobs/uploads/ freeze \(count)")
        try await upload(by: client(proxy.host), isStreamed: isStreamed)
        #expect(requests(proxy, "PATCH") == (isStreamed ? 1 : 0))
        #expect(requests(proxy, "PUT") == (isStreamed ? 1 : 2))
        #expect(try await client(server.host).hasBlob(blob.descriptor.digest))
    }

    @Test(
        "one that is never read on ends with one error, and the next try completes it",
        arguments: [false, true])
    func always(isStreamed: Bool) async throws {
        let faults = "99 PATCH /blobs/uploads/ freeze 1000000\n99 PUT /blobs/uploads/ freeze 1000000"
        let proxy = try FaultProxy(before: server.port, faults)
        let error = await #expect(throws: RegistryError.self) {
            try await upload(by: client(proxy.host), isStreamed: isStreamed)
        }
        #expect(error?.code == .noAnswer && error?.message.contains(proxy.host) == true, "\(String(describing: error))")
        #expect((error?.cause as? TransportError)?.code == .stalled)
        #expect(requests(proxy, "PATCH") + requests(proxy, "PUT") == (isStreamed ? 4 : 3))
        let direct = try client(server.host)
        #expect(try await direct.hasBlob(blob.descriptor.digest) == false)
        try await upload(by: direct, isStreamed: isStreamed)
        #expect(try await direct.hasBlob(blob.descriptor.digest))
    }
}
