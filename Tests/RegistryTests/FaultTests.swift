import OCI
import Registry
import TestServers
import Testing
import Transport

/// A real registry behind a proxy that spoils some of its answers.
@Suite("A registry with faults")
struct FaultTests {
    let server: RegistryServer

    init() throws { server = try RegistryServer() }

    private func proxy(_ faults: String) throws -> FaultProxy { try FaultProxy(before: server.port, faults) }

    /// A blob that the registry has.
    private func blob(size: Int) async throws -> TestBlob {
        let blob = TestBlob(size: size)
        try await RegistryClient("\(server.host)/app").upload(blob.descriptor, body: HTTPRequest.Body(blob.bytes))
        return blob
    }

    @Test("a download whose connection breaks goes on where it broke, each byte once")
    func resumedDownload() async throws {
        let blob = try await blob(size: 3_000_000)
        let proxy = try proxy("1 GET /blobs/ cut 1000000\n1 GET /blobs/ cut 500000\n1 GET /blobs/ cut 0")
        #expect(try await RegistryClient("\(proxy.host)/app").load(blob.descriptor) == blob.bytes)
        let ranges = proxy.log().filter { $0.contains("/blobs/") }.map {
            $0.split(separator: " ").dropFirst(2).joined()
        }
        #expect(ranges == ["", "bytes=1000000-2999999", "bytes=1500000-2999999", "bytes=1500000-2999999"])
    }

    @Test("a registry that knows no ranges sends the whole again, and still each byte comes once")
    func withoutRanges() async throws {
        let blob = try await blob(size: 900_000)
        let proxy = try proxy("1 GET /blobs/ cut 400000\n9 GET /blobs/ whole")
        let client = try RegistryClient("\(proxy.host)/app")
        #expect(try await client.load(blob.descriptor) == blob.bytes)
        #expect(try await client.load(blob.descriptor, from: 899_990) == Array(blob.bytes[899_990...]))
    }

    @Test("a registry that sends another part than was asked for is asked for the whole; each byte comes once")
    func misplacedRanges() async throws {
        let blob = try await blob(size: 900_000)
        let proxy = try proxy("1 GET /blobs/ cut 400000\n99 GET /blobs/ misplaced")
        let client = try RegistryClient("\(proxy.host)/app")
        #expect(try await client.load(blob.descriptor) == blob.bytes)
        #expect(try await client.load(blob.descriptor, from: 899_990) == Array(blob.bytes[899_990...]))
        #expect(try await client.part(blob.descriptor, 5..<10) { _ in } == false)
    }

    @Test(
        "a part that is refused, or longer than was asked for, is no part; a download that broke goes on with the whole"
    )
    func falseParts() async throws {
        let blob = try await blob(size: 900_000)
        for fault in ["status 416", "longer 500"] {
            let proxy = try proxy("1 GET /blobs/ cut 400000\n99 GET /blobs/ \(fault)")
            let client = try RegistryClient("\(proxy.host)/app")
            // The fault is one of parts: what is asked for whole comes whole.
            #expect(try await client.load(blob.descriptor) == blob.bytes, "\(fault)")
            #expect(try await client.part(blob.descriptor, 5..<10) { _ in } == false, "\(fault)")
        }
    }

    @Test("an answer that does not tell its length and breaks off goes on where it broke")
    func brokenWithoutLength() async throws {
        let blob = try await blob(size: 900_000)
        let proxy = try proxy("1 GET /blobs/ close 400000\n1 GET /blobs/ close 300000")
        #expect(try await RegistryClient("\(proxy.host)/app").load(blob.descriptor) == blob.bytes)
        let ranges = proxy.log().filter { $0.contains("/blobs/") }.map {
            $0.split(separator: " ").dropFirst(2).joined()
        }
        #expect(ranges.suffix(3) == ["", "bytes=400000-899999", "bytes=700000-899999"])
    }

    @Test("a part that goes on behind its end is not followed")
    func overlongPart() async throws {
        let blob = try await blob(size: 900_000)
        let proxy = try proxy("99 GET /blobs/ close 500000")
        defer { withExtendedLifetime(proxy) {} }
        let client = try RegistryClient("\(proxy.host)/app")
        #expect(try await client.part(blob.descriptor, 5..<10) { _ in } == false)
        // What a whole blob has behind a part is none of it.
        let whole = try FaultProxy(before: server.port, "99 GET /blobs/ whole")
        defer { withExtendedLifetime(whole) {} }
        var bytes: [UInt8] = []
        try await RegistryClient("\(whole.host)/app").range(blob.descriptor, 5..<10) { bytes.append(contentsOf: $0) }
        #expect(bytes == Array(blob.bytes[5..<10]))
    }

    @Test("a part that comes shorter than was asked for is asked for its rest; one that brings nothing is no part")
    func shortParts() async throws {
        let blob = try await blob(size: 900_000)
        let proxy = try proxy("99 GET /blobs/ shorter 100000")
        let client = try RegistryClient("\(proxy.host)/app")
        #expect(try await client.load(blob.descriptor, from: 350_000) == Array(blob.bytes[350_000...]))
        let nothing = try FaultProxy(before: server.port, "99 GET /blobs/ shorter 0")
        defer { withExtendedLifetime(nothing) {} }
        let other = try RegistryClient("\(nothing.host)/app")
        #expect(try await other.part(blob.descriptor, 5..<10) { _ in } == false)
    }

    @Test("a server that sends a little and then nothing, each time, is not followed for ever")
    func standingStill() async throws {
        let blob = try await blob(size: 12_000_000)
        let proxy = try proxy("99 GET /blobs/ hold 1100000")
        let client = try RegistryClient("\(proxy.host)/app") {
            $0.http.stallSeconds = 1
            $0.retries.longestStandstill = .seconds(3)
        }
        let error = await #expect(throws: RegistryError.self) { try await client.load(blob.descriptor) }
        #expect(error?.code == .noAnswer)
        #expect(proxy.log().filter { $0.hasPrefix("GET") && $0.contains("/blobs/") }.count == 3)
    }

    @Test("a download that breaks each time ends with an error after a bounded number of tries")
    func boundedDownload() async throws {
        let blob = try await blob(size: 100_000)
        let proxy = try proxy("999 GET /blobs/ cut 10")
        let client = try RegistryClient("\(proxy.host)/app") { $0.retries.limit = 3 }
        let error = await #expect(throws: RegistryError.self) { try await client.load(blob.descriptor) }
        #expect(error?.code == .noAnswer)
        #expect((error?.cause as? TransportError)?.code == .interrupted)
        #expect(proxy.log().filter { $0.contains("/blobs/") }.count == 4)
    }

    @Test("an upload whose connection breaks goes on with what the registry lacks")
    func resumedUpload() async throws {
        let proxy = try proxy("1 PUT /blobs/uploads/ swallow 700000")
        let blob = TestBlob(size: 2_000_000)
        try await RegistryClient("\(proxy.host)/app").upload(blob.descriptor, body: HTTPRequest.Body(blob.bytes))
        #expect(try await RegistryClient("\(server.host)/app").load(blob.descriptor) == blob.bytes)
    }

    @Test("problems of the server are waited out, within bounds", arguments: [500, 502, 503, 504, 429])
    func serverProblems(_ status: Int) async throws {
        let image = try await RegistryClient("\(server.host)/app").storeImage("1")
        let proxy = try proxy("3 GET /manifests/1 status \(status)\n99 GET /manifests/2 status \(status)")
        let client = try RegistryClient("\(proxy.host)/app")
        #expect(try await client.manifest(.tag("1")).digest == image.descriptor.digest)
        let error = await #expect(throws: RegistryError.self) { try await client.manifest(.tag("2")) }
        #expect(error?.code == (status == 429 ? .rateLimited : .unavailable))
        #expect(error?.message.contains("the proxy says so") == true)
        #expect(proxy.log().filter { $0.contains("/manifests/2") }.count == 6)
    }

    @Test("a registry whose disk is full is told as that, and not tried again")
    func noRoom() async throws {
        let proxy = try proxy("99 POST /blobs/uploads/ status 507")
        let blob = TestBlob(size: 1000)
        let error = await #expect(throws: RegistryError.self) {
            try await RegistryClient("\(proxy.host)/app").upload(blob.descriptor, body: HTTPRequest.Body(blob.bytes))
        }
        #expect(error?.code == .unavailable && error?.hint?.contains("disk is full") == true)
        #expect(proxy.log().filter { $0.hasPrefix("POST") }.count == 1)
    }

    @Test("a server that asks for a short wait gets it; one that asks for a day is told on")
    func retryAfter() async throws {
        try await RegistryClient("\(server.host)/app").storeImage("1")
        let proxy = try proxy("1 GET /manifests/1 retry 1\n9 GET /manifests/2 retry 86400")
        let client = try RegistryClient("\(proxy.host)/app")
        let start = ContinuousClock.now
        _ = try await client.manifest(.tag("1"))
        #expect(ContinuousClock.now - start >= .seconds(1))
        let error = await #expect(throws: RegistryError.self) { try await client.manifest(.tag("2")) }
        #expect(error?.code == .rateLimited)
        #expect(error?.hint == "the registry asks to wait for 86400 s")
    }

    @Test("a moment until which a server wants to be left alone is waited for, or told as a time")
    func retryDate() async throws {
        try await RegistryClient("\(server.host)/app").storeImage("1")
        let proxy = try proxy("1 GET /manifests/1 retry-date 3\n9 GET /manifests/2 retry-date 3600")
        let client = try RegistryClient("\(proxy.host)/app")
        let start = ContinuousClock.now
        _ = try await client.manifest(.tag("1"))
        // The moment is written in whole seconds.
        #expect(ContinuousClock.now - start >= .seconds(2))
        let error = await #expect(throws: RegistryError.self) { try await client.manifest(.tag("2")) }
        #expect(error?.hint?.hasPrefix("the registry asks to wait for 3") == true, "\(error?.hint ?? "")")
        #expect(proxy.log().filter { $0.contains("/manifests/2") }.count == 1)
    }

    @Test("where a registry sends to, and nobody answers, is named and not tried again")
    func deadTarget() async throws {
        let blob = try await blob(size: 1000)
        let proxy = try proxy("99 GET /blobs/ redirect http://127.0.0.1:9/x")
        let client = try RegistryClient("\(proxy.host)/app")
        #expect(try await client.hasBlob(blob.descriptor.digest))
        let error = await #expect(throws: RegistryError.self) { try await client.load(blob.descriptor) }
        #expect(error?.message.contains("sends to 127.0.0.1:9") == true, "\(error?.message ?? "")")
        #expect(proxy.log().filter { $0.hasPrefix("GET /v2/app/blobs/") }.count == 1)
    }

    @Test("where a registry wants an upload to go, and nobody answers, is named and not tried again")
    func deadUpload() async throws {
        let proxy = try proxy("9 POST /blobs/uploads/ origin http://127.0.0.1:9")
        let blob = TestBlob(size: 1000)
        let error = await #expect(throws: RegistryError.self) {
            try await RegistryClient("\(proxy.host)/app").upload(blob.descriptor, body: HTTPRequest.Body(blob.bytes))
        }
        #expect(error?.message.contains("sends to 127.0.0.1:9") == true, "\(error?.message ?? "")")
        #expect(proxy.log().filter { $0.hasPrefix("POST") }.count == 1)
    }

    @Test("a web page is no manifest, no blob and no list")
    func pages() async throws {
        let blob = try await blob(size: 1000)
        let proxy = try proxy("999 * /v2/app page")
        defer { withExtendedLifetime(proxy) {} }
        let client = try RegistryClient("\(proxy.host)/app")
        for call in [
            { _ = try await client.manifest(.tag("1")) }, { _ = try await client.load(blob.descriptor) },
            { _ = try await client.tags() },
            { _ = try await client.mount(blob.descriptor.digest, from: Repository(ImageReference(parsing: "b"))) },
            { try await client.putManifest([], mediaType: MediaType.ociManifest.rawValue, as: .tag("1")) },
            { try await client.delete(manifest: .digest(blob.descriptor.digest)) },
            { try await client.delete(blob: blob.descriptor.digest) },
        ] as [() async throws -> Void] {
            let error = await #expect(throws: RegistryError.self) { try await call() }
            #expect(error?.code == .wrongContent, "\(String(describing: error))")
        }
    }

    @Test("a list of many pages without an end is given up before it fills the memory")
    func endlessPages() async throws {
        let proxy = try proxy("9999 GET /tags/list endless-pages 4000000")
        let error = await #expect(throws: RegistryError.self) { try await RegistryClient("\(proxy.host)/app").tags() }
        #expect(error?.code == .tooLarge, "\(String(describing: error))")
        #expect(proxy.log().filter { $0.contains("/tags/list") }.count < 9)
    }

    @Test("what says yes to everything and names nothing has not stored a manifest")
    func yesToEverything() async throws {
        let proxy = try proxy("9 PUT /manifests/ status 200")
        let client = try RegistryClient("\(proxy.host)/app")
        let error = await #expect(throws: RegistryError.self) {
            try await client.putManifest([], mediaType: MediaType.ociManifest.rawValue, as: .tag("1"))
        }
        #expect(error?.code == .wrongContent, "\(String(describing: error))")
    }

    @Test("401 without an end is an error after one fresh token")
    func foreverUnknown() async throws {
        let tokens = try TokenServer()
        let closed = try RegistryServer(.token(tokens))
        let proxy = try FaultProxy(before: closed.port, "999 GET /manifests/ status 401")
        let client = try RegistryClient("\(proxy.host)/app") {
            $0.credential = .password(user: "tester", password: "secret")
        }
        let error = await #expect(throws: RegistryError.self) { try await client.manifest(.tag("1")) }
        #expect(error?.code == .unauthorized)
        #expect(proxy.log().filter { $0.contains("/manifests/") }.count <= 2)
    }

    @Test("what is shown to a registry does not go along to another host")
    func redirects() async throws {
        let closed = try RegistryServer(.password)
        let storage = try proxy("")
        let blob = try await blob(size: 5000)
        let proxy = try FaultProxy(
            before: closed.port,
            "9 GET /blobs/\(blob.descriptor.digest) redirect http://\(storage.host)/v2/app/blobs/\(blob.descriptor.digest)"
        )
        let client = try RegistryClient("\(proxy.host)/app") {
            $0.credential = .password(user: "tester", password: "secret")
        }
        try await client.storeImage("1")
        #expect(try await client.load(blob.descriptor) == blob.bytes)
        #expect(proxy.log().contains { $0.contains("\(blob.descriptor.digest)") && $0.hasSuffix(" auth") })
        #expect(storage.log() == ["GET /v2/app/blobs/\(blob.descriptor.digest)"])
    }

    @Test("a registry of this machine that answers in a circle from the first question on speaks http all the same")
    func circleFromTheFirst() async throws {
        let proxy = try proxy("999 GET /v2/ redirect /v2/")
        let error = await #expect(throws: RegistryError.self) {
            _ = try await RegistryClient("\(proxy.host)/app").tags()
        }
        #expect((error?.cause as? TransportError)?.code == .tooManyRedirects)
    }

    @Test("a circle of redirects and a manifest without an end are told as such")
    func endless() async throws {
        let proxy = try proxy("999 GET /manifests/ redirect /v2/app/manifests/1")
        let error = await #expect(throws: RegistryError.self) {
            try await RegistryClient("\(proxy.host)/app").manifest(.tag("1"))
        }
        #expect((error?.cause as? TransportError)?.code == .tooManyRedirects)
        #expect(error?.code == .wrongContent && error?.message.contains("sends on without an end") == true)
        #expect(error?.hint?.contains("the address at the end") == false)
    }

    @Test("an upload that the registry has lost when its bytes come is begun anew, and only once")
    func lostUpload() async throws {
        let blob = TestBlob(size: 50_000)
        let proxy = try proxy("1 PUT /app/blobs/uploads/ status 404\n99 PUT /other/blobs/uploads/ status 404")
        try await RegistryClient("\(proxy.host)/app").upload(blob.descriptor, body: HTTPRequest.Body(blob.bytes))
        #expect(try await RegistryClient("\(server.host)/app").load(blob.descriptor) == blob.bytes)
        let error = await #expect(throws: RegistryError.self) {
            try await RegistryClient("\(proxy.host)/other").upload(blob.descriptor, body: HTTPRequest.Body(blob.bytes))
        }
        #expect(proxy.log().filter { $0.hasPrefix("PUT") && $0.contains("/other/") }.count == 2)
        #expect(error?.code == .unavailable && error?.hint?.contains("login") == false)
    }

    @Test("where nothing comes any more, the connection counts as broken after a while")
    func stalls() async throws {
        let image = try await RegistryClient("\(server.host)/app").storeImage("1")
        let proxy = try proxy("1 GET /manifests/ stall")
        let client = try RegistryClient("\(proxy.host)/app") { $0.http.stallSeconds = 2 }
        #expect(try await client.manifest(.tag("1")).digest == image.descriptor.digest)
    }

    @Test("a call that is cancelled while it waits ends")
    func cancellation() async throws {
        let proxy = try proxy("999 GET /manifests/ retry 60")
        let client = try RegistryClient("\(proxy.host)/app")
        let task = Task { try await client.manifest(.tag("1")) }
        try await Task.sleep(for: .milliseconds(300))
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }
}
