import OCI
import Registry
import TestServers
import Testing
import Transport

@Suite("A registry that serves everybody")
struct RegistryClientTests {
    let server: RegistryServer
    let client: RegistryClient

    init() throws {
        server = try RegistryServer()
        client = try RegistryClient("\(server.host)/team/app")
    }

    @Test("what was stored comes back, by tag and by digest")
    func images() async throws {
        let stored = try await client.storeImage("1.0")
        for reference in [ManifestReference.tag("1.0"), .digest(stored.descriptor.digest)] {
            let manifest = try await client.manifest(reference)
            #expect(manifest.bytes == stored.bytes)
            #expect(manifest.descriptor == stored.descriptor)
            #expect(try await client.manifestDigest(reference) == stored.descriptor)
        }
        #expect(try await client.load(TestBlob.configuration.descriptor) == TestBlob.configuration.bytes)
    }

    @Test("what is not there is nothing, or a clear error where it was wanted")
    func missing() async throws {
        #expect(try await client.manifestDigest(.tag("none")) == nil)
        #expect(try await client.hasBlob(Digest.of("nothing")) == false)
        let error = await #expect(throws: RegistryError.self) { try await client.manifest(.tag("none")) }
        #expect(error?.code == .notFound)
        #expect(error?.message == "loading the manifest of \(server.host)/team/app:none: manifest unknown")
        let blob = await #expect(throws: RegistryError.self) { try await client.load(TestBlob(size: 9).descriptor) }
        #expect(blob?.code == .notFound)
    }

    @Test("a name whose port there cannot be is told as that", arguments: ["localhost:65536", "a.example:99999"])
    func impossiblePort(host: String) async throws {
        let client = try RegistryClient("\(host)/team/app")
        let error = await #expect(throws: RegistryError.self) { try await client.manifest(.tag("1")) }
        #expect(error?.code == .noAnswer && error?.message == "\(host): no registry can have this name")
        let cause = error?.cause as? TransportError
        #expect(cause?.message.contains("there is no port") == true, "\(String(describing: error?.cause))")
    }

    @Test("a blob streams from an offset, and a range gives its bytes only")
    func offsets() async throws {
        let blob = TestBlob(size: 300_000)
        try await client.upload(blob.descriptor, body: HTTPRequest.Body(blob.bytes))
        #expect(try await client.hasBlob(blob.descriptor.digest))
        #expect(try await client.load(blob.descriptor, from: 123_456) == Array(blob.bytes[123_456...]))
        #expect(try await client.load(blob.descriptor, from: 300_000) == [])
        var part: [UInt8] = []
        try await client.range(blob.descriptor, 1000..<1001) { part.append(contentsOf: $0) }
        try await client.range(blob.descriptor, 5000..<90_000) { part.append(contentsOf: $0) }
        #expect(part == [blob.bytes[1000]] + Array(blob.bytes[5000..<90_000]))
    }

    @Test("a descriptor with the wrong size is refused before all bytes are taken")
    func wrongSizes() async throws {
        let blob = TestBlob(size: 100_000)
        try await client.upload(blob.descriptor, body: HTTPRequest.Body(blob.bytes))
        for size: Int64 in [99_999, 100_001, 4 << 30] {
            var descriptor = blob.descriptor
            descriptor.size = size
            let wrong = descriptor
            let error = await #expect(throws: RegistryError.self) { try await client.load(wrong) }
            #expect(error?.code == .wrongContent)
        }
    }

    @Test("a blob whose digest is known at its end is stored in one pass")
    func lateDigest() async throws {
        let blob = TestBlob(size: 200_000)
        try await client.upload(HTTPRequest.Body(blob.bytes)) { blob.descriptor }
        #expect(try await client.load(blob.descriptor) == blob.bytes)
    }

    @Test("a blob with another digest than named is refused by the registry, in its words")
    func wrongDigest() async throws {
        let blob = TestBlob(size: 1000)
        let other = Descriptor(mediaType: .ociLayer, digest: Digest.of("other"), size: 1000)
        let error = await #expect(throws: RegistryError.self) {
            try await client.upload(other, body: HTTPRequest.Body(blob.bytes))
        }
        #expect(error?.code == .refused)
        #expect(error?.message.contains("digest did not match") == true)
    }

    @Test("a blob of another repository is mounted; one that is not there is uploaded where the registry began")
    func mounts() async throws {
        let blob = TestBlob(size: 50_000)
        try await client.upload(blob.descriptor, body: HTTPRequest.Body(blob.bytes))
        let other = try RegistryClient("\(server.host)/other")
        #expect(try await other.hasBlob(blob.descriptor.digest) == false)
        #expect(try await other.mount(blob.descriptor.digest, from: client.repository))
        #expect(try await other.load(blob.descriptor) == blob.bytes)
        let missing = TestBlob(size: 60_000)
        #expect(try await other.mount(missing.descriptor.digest, from: client.repository) == false)
        try await other.upload(missing.descriptor, body: HTTPRequest.Body(missing.bytes))
        #expect(try await other.load(missing.descriptor) == missing.bytes)
    }

    @Test("a manifest whose parts are missing is refused in the registry's words")
    func incomplete() async throws {
        let manifest = TestBlob.manifest(of: .configuration)
        let error = await #expect(throws: RegistryError.self) {
            try await client.putManifest(
                manifest.bytes, mediaType: MediaType.ociManifest.rawValue, as: .digest(manifest.descriptor.digest))
        }
        #expect(error?.code == .refused)
        #expect(error?.message.contains("unknown") == true)
    }

    @Test("where nobody answers, that is said at once")
    func nobody() async throws {
        let client = try RegistryClient("127.0.0.1:9/app")
        let error = await #expect(throws: RegistryError.self) { try await client.manifest(.tag("1")) }
        #expect(error?.code == .noAnswer)
        #expect(error?.cause is TransportError)
    }
}

@Suite("What a registry lists")
struct ListingTests {
    let server: RegistryServer
    let client: RegistryClient

    init() throws {
        server = try RegistryServer()
        client = try RegistryClient("\(server.host)/team/app")
    }

    @Test("tags come sorted; a repository that is not there is an error")
    func tags() async throws {
        for tag in ["b", "a", "1.0"] { try await client.storeImage(tag) }
        #expect(try await client.tags() == ["1.0", "a", "b"])
        let error = await #expect(throws: RegistryError.self) {
            try await RegistryClient("\(server.host)/none").tags()
        }
        #expect(error?.code == .notFound)
    }

    @Test("what was deleted is gone; what is not there cannot be deleted")
    func deletion() async throws {
        let image = try await client.storeImage("1")
        #expect(try await client.delete(manifest: .tag("1")).digest == image.descriptor.digest)
        #expect(try await client.manifestDigest(.tag("1")) == nil)
        try await client.delete(blob: TestBlob.configuration.descriptor.digest)
        #expect(try await client.hasBlob(TestBlob.configuration.descriptor.digest) == false)
        let error = await #expect(throws: RegistryError.self) { try await client.delete(manifest: .tag("1")) }
        #expect(error?.code == .notFound)
    }

    @Test("a tag whose manifest has other tags is not deleted with them by a registry that removes no tag alone")
    func sharedDeletion() async throws {
        let image = try await client.storeImage("1")
        for tag in ["2", "3"] { try await client.storeImage(tag) }
        let error = await #expect(throws: RegistryError.self) {
            try await client.delete(manifest: .tag("1"), with: ["2"])
        }
        #expect(error?.code == .refused && error?.message.contains("and 3 would go with it") == true)
        #expect(try await client.tags() == ["1", "2", "3"])
        let removal = try await client.delete(manifest: .tag("1"), with: ["2", "3"])
        #expect(removal.digest == image.descriptor.digest && removal.tags == ["2", "3"])
        #expect(try await client.tags() == [])
    }

    @Test("who deletes many tags of a registry that removes none alone looks at all tags once")
    func manyDeletions() async throws {
        for number in 1...4 {
            let text = #"{"architecture":"amd64","os":"linux","author":"\#(number)"}"#
            let configuration = TestBlob(Array(text.utf8), .ociConfiguration)
            try await client.upload(configuration.descriptor, body: HTTPRequest.Body(configuration.bytes))
            let manifest = TestBlob.manifest(of: configuration)
            for tag in ["\(number)", "also-\(number)"] {
                try await client.putManifest(
                    manifest.bytes, mediaType: MediaType.ociManifest.rawValue, as: .tag(tag))
            }
        }
        let proxy = try FaultProxy(before: server.port, "")
        let other = try RegistryClient("\(proxy.host)/team/app")
        let known = TagDigests()
        for number in 1...3 {
            let removal = try await other.delete(
                manifest: .tag("\(number)"), with: ["also-\(number)"], known: known)
            #expect(removal.tags == ["also-\(number)"])
        }
        #expect(try await client.tags() == ["4", "also-4"])
        let asked = proxy.log()
        #expect(asked.count { $0.contains("/tags/list") } == 1)
        // Each tag of the list, and each that is to go.
        #expect(asked.count { $0.hasPrefix("HEAD ") && $0.contains("/manifests/") } == 8 + 3, "\(asked)")
        let error = await #expect(throws: RegistryError.self) {
            try await other.delete(manifest: .tag("4"), known: known)
        }
        #expect(error?.code == .refused && error?.message.contains("and also-4 would go with it") == true)
        try await client.storeImage("5")
        try await client.storeImage("6")
        // What is known is older than these.
        let newer = await #expect(throws: RegistryError.self) {
            try await other.delete(manifest: .tag("5"), known: known)
        }
        #expect(newer?.message.contains("and 6 would go with it") == true)
        #expect(try await client.tags() == ["4", "5", "6", "also-4"])
    }

    @Test("what refers to a manifest is listed by a tag where the registry does not list it")
    func referrers() async throws {
        let image = try await client.storeImage("1")
        #expect(try await client.referrers(of: image.descriptor.digest) == [])
        var entry = image.descriptor
        entry.artifactType = "application/vnd.test.signature"
        let index = ImageIndex(manifests: [entry])
        try await client.putManifest(
            index.json.compactBytes, mediaType: MediaType.ociIndex.rawValue,
            as: .tag("sha256-\(image.descriptor.digest.hex)"))
        #expect(try await client.referrers(of: image.descriptor.digest) == [entry])
        #expect(try await client.referrers(of: image.descriptor.digest, artifactType: "application/other") == [])
    }

    @Test("a manifest with a subject is listed under the fallback tag, beside those that are there, once each")
    func fallbackTag() async throws {
        let image = try await client.storeImage("1")
        var stored: [Descriptor] = []
        for (number, type) in ["application/vnd.test.signature", "application/vnd.test.sbom"].enumerated() {
            let text = """
                {"schemaVersion":2,"mediaType":"\(MediaType.ociManifest)","artifactType":"\(type)","config":{"mediaType":\
                "\(MediaType.ociConfiguration)","digest":"\(TestBlob.configuration.descriptor.digest)",\
                "size":\(TestBlob.configuration.bytes.count)},"layers":[],"subject":{"mediaType":"\(MediaType.ociManifest)",\
                "digest":"\(image.descriptor.digest)","size":\(image.bytes.count)},"annotations":{"number":"\(number)"}}
                """
            let referrer = TestBlob(Array(text.utf8), .ociManifest)
            for _ in 0..<2 {
                try await client.putManifest(
                    referrer.bytes, mediaType: MediaType.ociManifest.rawValue, as: .digest(referrer.descriptor.digest))
            }
            var entry = referrer.descriptor
            (entry.artifactType, entry.annotations) = (type, ["number": "\(number)"])
            stored.append(entry)
        }
        #expect(try await client.referrers(of: image.descriptor.digest) == stored)
        #expect(
            try await client.referrers(of: image.descriptor.digest, artifactType: "application/vnd.test.sbom")
                == [stored[1]])
        #expect(try await client.tags() == ["1", "sha256-\(image.descriptor.digest.hex)"])
        // Who is deleted is listed no more; the other one is.
        #expect(try await client.delete(manifest: .digest(stored[0].digest)).digest == stored[0].digest)
        #expect(try await client.referrers(of: image.descriptor.digest) == [stored[1]])
    }

    @Test("tags that come in pages are all there", arguments: [1, 2, 5])
    func pages(size: Int) async throws {
        let tags = ["a", "b", "c", "d", "e"]
        for tag in tags { try await client.storeImage(tag) }
        let proxy = try FaultProxy(before: server.port, "99 GET /tags/list pages \(size)")
        #expect(try await RegistryClient("\(proxy.host)/team/app").tags() == tags)
        #expect(proxy.log().filter { $0.contains("/tags/list") }.count == (tags.count + size - 1) / size)
    }

    @Test(
        "the next page is found however it is pointed to",
        arguments: ["http://127.0.0.1PATH", "//127.0.0.1:1PATH", "list", ""])
    func pointers(form: String) async throws {
        let tags = ["a", "b", "c"]
        for tag in tags { try await client.storeImage(tag) }
        let proxy = try FaultProxy(before: server.port, "99 GET /tags/list pages 1,\(form)")
        #expect(try await RegistryClient("\(proxy.host)/team/app").tags() == tags)
    }

    @Test("a registry that knows no HEAD is asked by GET, and gets blobs without a question", arguments: [405, 501])
    func withoutHead(status: Int) async throws {
        let proxy = try FaultProxy(before: server.port, "99 HEAD /v2/ status \(status)")
        let client = try RegistryClient("\(proxy.host)/app") { $0.retries.limit = 0 }
        let image = try await client.storeImage("1")
        #expect(try await client.manifestDigest(.tag("1")) == image.descriptor)
        #expect(try await client.manifestDigest(.tag("2")) == nil)
        #expect(try await client.hasBlob(TestBlob.configuration.descriptor.digest) == false)
    }
}
