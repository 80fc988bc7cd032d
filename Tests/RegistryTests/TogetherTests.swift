import OCI
import Synchronization
import TestServers
import Testing
import Transport

@testable import Registry

@Suite("Parts of a blob that are asked for together")
struct TogetherTests {
    private let server: RegistryServer
    private let blob = TestBlob(size: 400_000)
    /// Each of them with at least ten bytes.
    private let ranges = (0..<150).map { (number: Int64) -> Range<Int64> in
        let start = number * 2600 + 7
        return start..<start + 10 + number * 9
    }

    init() async throws {
        server = try RegistryServer()
        try await RegistryClient("\(server.host)/app").upload(blob.descriptor, body: .init(blob.bytes))
    }

    /// The parts that come, right ones only, and whether they came together.
    private func load(_ client: RegistryClient) async throws -> (isGiven: Bool, parts: RangeSet<Int64>) {
        let came = Mutex(RangeSet<Int64>())
        let besides = try await client.parts(blob.descriptor, ranges) { offset, bytes in
            let range = offset..<offset + Int64(bytes.count)
            try came.withLock { came in
                try #require(came.isDisjoint(RangeSet(range)))
                try #require(blob.bytes[Int(offset)..<Int(range.upperBound)].elementsEqual(bytes))
                came.insert(contentsOf: range)
            }
        }
        // The heads of parts.
        if let besides { #expect(besides > 150 * 50 && besides < 150 * 300) }
        return (besides != nil, came.withLock { $0 })
    }

    @Test("come with one request")
    func together() async throws {
        let proxy = try FaultProxy(before: server.port, "")
        let (isGiven, parts) = try await load(RegistryClient("\(proxy.host)/app"))
        #expect(isGiven && parts == RangeSet(ranges))
        #expect(proxy.log().filter { $0.contains("/blobs/") }.count == 1)
    }

    @Test("come where they broke off", arguments: ["cut 50000", "cut 100", "status 503", "hold 60000"])
    func brokenOff(fault: String) async throws {
        let proxy = try FaultProxy(before: server.port, "1 GET /blobs/ \(fault)")
        let client = try RegistryClient("\(proxy.host)/app") { $0.http.stallSeconds = 1 }
        let (isGiven, parts) = try await load(client)
        #expect(isGiven && parts == RangeSet(ranges))
    }

    @Test(
        "do not come, and are not asked for again, where the registry gives something else",
        arguments: [
            "1 GET /blobs/ whole", "1 GET /blobs/ status 416", "1 GET /blobs/ status 400", "1 GET /blobs/ page",
            "1 GET /blobs/ endless", "1 GET /blobs/ type text/plain", "1 GET /blobs/ status 431",
            // Filters are known that break such connections, or let them wait.
            "2 GET /blobs/ cut 0", "2 GET /blobs/ stall", "2 GET /blobs/ status 500",
        ])
    func alone(fault: String) async throws {
        let proxy = try FaultProxy(before: server.port, fault)
        let client = try RegistryClient("\(proxy.host)/app") { $0.http.stallSeconds = 1 }
        let (isGiven, parts) = try await load(client)
        #expect(!isGiven && parts.isEmpty)
        #expect(try await load(client).isGiven == false)
        #expect(proxy.log().filter { $0.contains("/blobs/") }.count == Int(String(fault.prefix(1))))
        #expect(try await client.load(blob.descriptor) == blob.bytes)
    }
}
