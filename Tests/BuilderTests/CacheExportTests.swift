import Builder
import LinuxSystem
import OCI
import Storage
import SystemPackage
import Testing

@Suite("Caches that leave the store")
struct CacheExportTests {
    private static let dockerfile = """
        FROM busybox:test AS one
        ARG ROUND=0
        RUN head -c 200000 /dev/urandom > /noise; echo $ROUND > /out
        FROM busybox:test
        COPY --from=one /out /copied
        RUN cat /copied > /again

        """
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private var place: FilePath { directory.path.appending("cache") }

    private func export(_ fixture: BuildFixture, mode: String = "max", round: Int = 0, more: String = "") async throws
        -> BuildResult
    {
        try await fixture.build(Self.dockerfile, tag: "app:1") { request in
            request.buildArguments = ["ROUND": "\(round)"]
            request.cacheTargets = [try CacheTarget(parsing: "type=local,dest=\(place),mode=\(mode)\(more)")]
        }
    }

    private func `import`(_ dockerfile: String = Self.dockerfile, from text: String? = nil) async throws -> (
        BuildFixture, BuildResult
    ) {
        let fixture = try BuildFixture()
        let result = try await fixture.build(dockerfile, tag: "app:1") { request in
            request.buildArguments = ["ROUND": "0"]
            request.cacheSources = [try CacheSource(parsing: text ?? "type=local,src=\(place)")]
        }
        return (fixture, result)
    }

    private func blobs() throws -> [String] {
        try DirectoryHandle.open(place.appending("blobs/sha256")).entries().map {
            String(decoding: $0.name, as: UTF8.self)
        }
    }

    @Test("another store finds every step, and fetches only the layers that the image has")
    func roundTrip() async throws {
        let source = try BuildFixture()
        let made = try await export(source)
        let (target, result) = try await `import`()
        #expect(result.steps.ran == 0)
        #expect(result.configuration.diffIDs == made.configuration.diffIDs)
        #expect(try target.text("again", in: result) == "0\n")
        // The stage's layer of 200 kB stayed where it was.
        #expect(try target.store.cacheEntries().allSatisfy { $0.bytes < 100_000 })
        #expect(try target.store.check().findings.isEmpty)
        // The next build needs no import.
        let next = try await target.build(Self.dockerfile, tag: "app:1") { $0.buildArguments = ["ROUND": "0"] }
        #expect(next.steps.ran == 0)
    }

    @Test("what a changed step needs of a stage is fetched, not run")
    func lazily() async throws {
        let source = try BuildFixture()
        let made = try await source.build(Self.dockerfile + "COPY --from=one /noise /noise\n", tag: "app:0") {
            $0.buildArguments = ["ROUND": "0"]
        }
        _ = try await export(source)
        let (target, result) = try await `import`(Self.dockerfile + "COPY --from=one /noise /noise\n")
        #expect(result.steps.ran == 1)
        #expect(
            try target.tree(of: result).openFile(Array("noise".utf8)).readAll()
                == source.tree(of: made).openFile(Array("noise".utf8)).readAll())
    }

    @Test("mode=min has the image's own steps alone")
    func minimum() async throws {
        _ = try await export(BuildFixture(), mode: "min")
        let (_, result) = try await `import`()
        #expect(result.steps.ran == 1)
    }

    @Test("after ten exports of a build that changes the directory holds what the newest needs")
    func superseded() async throws {
        let fixture = try BuildFixture()
        _ = try await export(fixture, round: 0)
        let first = try blobs().count
        for round in 1...9 { _ = try await export(fixture, round: round) }
        _ = try await export(fixture, round: 0)
        #expect(try blobs().count == first)
        #expect(try blobs().allSatisfy { $0.count == 64 })
        let (_, result) = try await `import`()
        #expect(result.steps.ran == 0)
    }

    @Test("tags live beside each other in one directory")
    func tags() async throws {
        let fixture = try BuildFixture()
        _ = try await export(fixture, round: 0, more: ",tag=zero")
        _ = try await export(fixture, round: 1, more: ",tag=one,compression=gzip")
        #expect(try await `import`(from: "type=local,src=\(place),tag=zero").1.steps.ran == 0)
        #expect(try await `import`(from: "type=local,src=\(place),tag=one").1.steps.ran > 0)
        #expect(try await `import`(from: "type=local,src=\(place)").1.steps.ran == 3)
    }

    @Test("an export of what was only found in an import hands its layers on")
    func handedOn() async throws {
        _ = try await export(BuildFixture())
        let before = try blobs().count
        let second = directory.path.appending("second")
        let fixture = try BuildFixture()
        _ = try await fixture.build(Self.dockerfile, tag: "app:1") { request in
            request.buildArguments = ["ROUND": "0"]
            request.cacheSources = [try CacheSource(parsing: "type=local,src=\(place)")]
            request.cacheTargets = [try CacheTarget(parsing: "type=local,dest=\(second),mode=max")]
        }
        #expect(try DirectoryHandle.open(second.appending("blobs/sha256")).entries().count == before)
        let (_, result) = try await `import`(
            Self.dockerfile + "COPY --from=one /noise /noise\n", from: "type=local,src=\(second)")
        #expect(result.steps.ran == 1)
    }

    @Test(
        "what is wrong with an import costs the build its cache and nothing else",
        arguments: ["missing", "index", "manifest", "record", "layer", "shorter", "lie"])
    func hostile(_ fault: String) async throws {
        let fixture = try BuildFixture()
        _ = try await export(fixture, more: ",compression=uncompressed")
        let layout = try DirectoryHandle.open(place)
        let all = try blobs().map { name in
            (name, try layout.openFile(Array("blobs/sha256/\(name)".utf8)).readAll())
        }
        func replace(_ name: String, _ bytes: [UInt8]) throws {
            try layout.removeFile(Array(name.utf8))
            try layout.createFile(Array(name.utf8)).write(bytes)
        }
        let records = try #require(all.first { String(decoding: $0.1.prefix(12), as: UTF8.self) == "{\"version\":1" })
        switch fault {
        case "missing": try layout.removeTree(Array("index.json".utf8))
        case "index": try replace("index.json", Array("{\"schemaVersion\":2,\"manifests\":[{}]}".utf8))
        case "manifest":
            let manifest = try #require(
                all.first { String(decoding: $0.1, as: UTF8.self).contains("\"schemaVersion\"") })
            try replace("blobs/sha256/\(manifest.0)", manifest.1 + [32])
        case "record": try replace("blobs/sha256/\(records.0)", Array("{\"version\":1,\"records\":[{}]}".utf8))
        case "lie":
            // A whole cache, with right digests, whose layers are said to contain something else.
            let other = Digest.of("something else")
            let text = String(decoding: records.1, as: UTF8.self)
            let list = try JSONValue(parsing: text)["records"]?.arrayValue ?? []
            var changed = text
            for record in list {
                if let content = record["content"]?.stringValue {
                    changed = changed.replacing(content, with: other.description)
                }
            }
            try Self.rewrite(layout, records.0, text, changed)
        default:
            for (name, bytes) in all where bytes.count > 4096 || bytes.starts(with: Array("./".utf8)) {
                try replace(
                    "blobs/sha256/\(name)",
                    fault == "shorter" ? Array(bytes.prefix(bytes.count / 2)) : bytes.map { $0 ^ 1 })
            }
        }
        let (target, result) = try await `import`(Self.dockerfile + "COPY --from=one /noise /noise\n")
        #expect(result.steps.ran >= 1)
        #expect(try target.text("again", in: result) == "0\n")
        #expect(try target.store.check().findings.isEmpty)
    }

    /// Puts another list of records into an export, with digests and sizes that fit.
    private static func rewrite(_ layout: DirectoryHandle, _ name: String, _ old: String, _ new: String) throws {
        func write(_ bytes: [UInt8]) throws -> Digest {
            let digest = Digest.of(bytes)
            try layout.createFile(Array("blobs/sha256/\(digest.hex)".utf8)).write(bytes)
            return digest
        }
        let list = try write(Array(new.utf8))
        let index = String(decoding: try layout.openFile(Array("index.json".utf8)).readAll(), as: UTF8.self)
        let entry = try #require(try JSONValue(parsing: index)["manifests"]?.arrayValue?.first)
        let digest = try #require(entry["digest"]?.stringValue)
        let manifest = String(
            decoding: try layout.openFile(Array("blobs/sha256/\(digest.dropFirst(7))".utf8)).readAll(), as: UTF8.self)
        let changed = Array(manifest.replacing(name, with: list.hex).utf8)
        let made = try write(changed)
        try layout.removeFile(Array("index.json".utf8))
        try layout.createFile(Array("index.json".utf8)).write(
            Array(index.replacing(digest, with: made.description).utf8))
    }

    @Test("a directory that holds something else is left alone")
    func foreign() async throws {
        let fixture = try BuildFixture()
        try directory.handle.makeDirectory(Array("cache".utf8))
        try directory.write("cache/precious", "x")
        let error = await #expect(throws: BuildError.self) { try await export(fixture) }
        #expect(error?.code == .cacheNotWritten && error?.cause is StorageError)
        #expect(try DirectoryHandle.open(place).entries().count == 1)
        let image = directory.path.appending("image")
        try await fixture.build(Self.dockerfile, tag: "app:1") { request in
            request.outputs = [try BuildOutput(parsing: "type=oci,tar=false,dest=\(image)")]
        }
        let before = try DirectoryHandle.open(image.appending("blobs/sha256")).entries().count
        // Its image is tagged 1; one that is tagged as the cache would be is not replaced.
        let other = await #expect(throws: BuildError.self) {
            try await fixture.build(Self.dockerfile) { request in
                request.cacheTargets = [try CacheTarget(parsing: "type=local,dest=\(image),tag=1")]
            }
        }
        #expect(other?.code == .cacheNotWritten && other?.cause is StorageError)
        #expect(try DirectoryHandle.open(image.appending("blobs/sha256")).entries().count >= before)
        let elsewhere = try TestStore()
        #expect(try elsewhere.store.load(path: image).count == 1)
    }

    @Test("an image carries its own cache to another store")
    func inline() async throws {
        let archive = directory.path.appending("app.tar")
        let fixture = try BuildFixture()
        let made = try await fixture.build(Self.dockerfile, tag: "app:1") { request in
            request.cacheTargets = [.inline]
            request.outputs = [try BuildOutput(parsing: "type=oci,dest=\(archive)")]
        }
        let again = try await fixture.build(Self.dockerfile, tag: "app:2") { request in
            request.buildArguments = ["BUILDKIT_INLINE_CACHE": "1"]
        }
        #expect(again.imageID == made.imageID)
        for source in ["app:1", "type=inline,ref=app:1", "type=registry,ref=app:1"] {
            let target = try BuildFixture()
            _ = try target.store.load(path: archive)
            // The stage is not in the image, so it runs; what is copied of it is the same, and found.
            let result = try await target.build(Self.dockerfile, tag: "app:2") { request in
                request.cacheSources = [try CacheSource(parsing: source)]
            }
            #expect(result.steps.ran == 1, "\(source)")
            #expect(result.configuration.diffIDs == made.configuration.diffIDs)
        }
    }

    @Test("exports hold no instruction and no value")
    func secrets() async throws {
        let fixture = try BuildFixture()
        try await fixture.build("FROM busybox:test\nARG API_TOKEN\nRUN echo hello > /out\n", tag: "app:1") { request in
            request.buildArguments = ["API_TOKEN": "verysecretvalue"]
            request.cacheTargets = [
                try CacheTarget(parsing: "type=local,dest=\(place),mode=max,compression=uncompressed")
            ]
        }
        for name in try blobs() {
            let bytes = try FileHandle.open(place.appending("blobs/sha256").appending(name)).readAll()
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(!text.contains("verysecretvalue") && !text.contains("API_TOKEN") && !text.contains("withheld"))
        }
    }

    @Test(
        "options that make no sense are refused",
        arguments: [
            "type=local", "type=registry", "type=registry,ref=X Y", "type=local,dest=x,mode=all",
            "type=local,dest=x,compression=br",
            "type=gha", "dest=x", "type=local,dest=x,size=1", "type=local,dest=x,compression=gzip,compression-level=99",
        ])
    func badTargets(_ text: String) {
        #expect(throws: BuildError.self) { try CacheTarget(parsing: text) }
    }

    @Test(
        "sources that make no sense are refused",
        arguments: ["type=local", "type=local,src=x,digest=y", "type=s3,bucket=x", "ref=x", "", "type=inline"])
    func badSources(_ text: String) {
        #expect(throws: BuildError.self) { try CacheSource(parsing: text) }
    }
}
