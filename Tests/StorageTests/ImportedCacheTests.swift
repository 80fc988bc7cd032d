import LayerArchive
import LinuxSystem
import OCI
import Storage
import Testing

@Suite("Layers of caches from elsewhere")
struct ImportedCacheTests {
    /// A cache of one blob.
    private struct OneBlob: CacheBlobs {
        let bytes: [UInt8]

        func open(_ blob: Descriptor) throws -> (any ByteSource)? { BytesSource(bytes) }

        func fetch(_ blob: Descriptor, to file: FileHandle) async throws -> Bool { false }
    }

    /// The archive of a layer with one file, and the digests of one in which every time counts.
    private static func archive(modified: Int64) throws -> (bytes: [UInt8], summary: LayerSummary) {
        let temporary = try TemporaryStore()
        let work = try temporary.store.makeWorkDirectory()
        defer { work.remove() }
        let directory = try DirectoryHandle.open(work.upper)
        let writer = LayerWriter(into: directory, mtimeRule: .all)
        let entry = LayerEntry(path: Array("f".utf8), kind: .regular(size: 1), modified: modified)
        try writer.add(entry, bytes: [0x61])
        let summary = try writer.finish()
        let sink = BytesSink()
        _ = try LayerCapture(of: directory).capture(to: sink)
        return (sink.bytes, summary)
    }

    /// The layer of a record whose layer has one file.
    private static func layer(modified: Int64, times: String, in store: Store) async throws -> Layer? {
        let (bytes, summary) = try archive(modified: modified)
        let key = Digest.of("key")
        let blob: JSONValue = [
            "mediaType": "application/vnd.oci.image.layer.v1.tar", "digest": .string(summary.diffID.description),
            "size": .int(bytes.count),
        ]
        let layer: JSONValue = [
            "diffID": .string(summary.diffID.description), "created": "2026-01-01T00:00:00Z",
            "times": .string(times), "blob": blob,
        ]
        let record: JSONValue = [
            "key": .string(key.description), "kind": "run", "content": .string(summary.contentDigest.description),
            "created": "2026-01-01T00:00:00Z", "milliseconds": 1, "layer": layer,
        ]
        let list: JSONValue = ["version": 1, "records": .array([record])]
        let cache = try ImportedCache(named: "test", list: list.compactBytes, blobs: OneBlob(bytes: bytes))
        let found = try await cache.layer(of: try #require(cache.record(for: key)), in: store)
        if let found { #expect(found.diffID == summary.diffID && found.contentDigest == summary.contentDigest) }
        return found
    }

    @Test(
        "a layer with times that not every file system keeps is taken where this one keeps them",
        arguments: [-2_678_400, 0, 1_000_000, 2_208_988_800])
    func unusualTimes(modified: Int64) async throws {
        let temporary = try TemporaryStore()
        let layer = try await Self.layer(modified: modified, times: "all", in: temporary.store)
        #expect(layer?.isCanonical == true)
        #expect(try temporary.store.check().findings.isEmpty)
    }

    @Test(
        "where the run of a record has moments that no clock shows, every time counts",
        arguments: [
            "-9223372036854775808 0 9223372036854775807 0", "0 0 9223372036854775807 0", "-1 -1 1 1000000000",
            "-9223372036854775808 0 -9223372036854775808 0",
        ])
    func impossibleRun(times: String) async throws {
        let temporary = try TemporaryStore()
        #expect(try await Self.layer(modified: 1_000_000, times: times, in: temporary.store) != nil)
    }
}
