import LinuxSystem
import OCI
import Storage
import SystemPackage
import Testing

@Suite struct InterchangeTests {
    private static func example(_ store: TemporaryStore) throws -> Image {
        try store.image([store.layer(["a": "1", "b": "2"]), store.layer(["c": "3"])], "example.org/x:1")
    }

    @Test(
        "skopeo copies an exported layout, and what it wrote is loaded with the same image ID",
        .needs("skopeo"))
    func skopeo() throws {
        let temporary = try TemporaryStore()
        let image = try Self.example(temporary)
        try temporary.store.exportLayout([(image, image.references)], to: temporary.scratch("layout"))
        let copied = try Tool.run(
            "skopeo", ["--insecure-policy", "copy", "oci:layout:1", "oci:copy:x:2"], in: temporary.scratch())
        try #require(copied.code == 0, "\(copied.text)")
        let second = try TemporaryStore()
        let loaded = try #require(try second.store.load(path: temporary.scratch("copy")).first)
        #expect(loaded.id == image.id)
        #expect(try second.store.check().findings.isEmpty)
    }

    @Test("skopeo reads the store itself once its layers are materialised", .needs("skopeo"))
    func storeItself() throws {
        let temporary = try TemporaryStore()
        let image = try Self.example(temporary)
        let place = "oci:\(temporary.root):example.org/x:1"
        let inspected = try Tool.run("skopeo", ["inspect", "--raw", place])
        #expect(inspected.code == 0 && inspected.text.contains(image.id.description), "\(inspected.text)")
        try temporary.store.materialize([image])
        let copied = try Tool.run("skopeo", ["--insecure-policy", "copy", place, "dir:out"], in: temporary.scratch())
        #expect(copied.code == 0, "\(copied.text)")
        #expect(try temporary.store.check().findings.isEmpty)
    }

    @Test("umoci unpacks an exported layout to the same files", .needs("umoci"))
    func umoci() throws {
        let temporary = try TemporaryStore()
        let image = try Self.example(temporary)
        try temporary.store.exportLayout([(image, image.references)], to: temporary.scratch("layout"))
        let unpacked = try Tool.run("umoci", ["unpack", "--image", "layout:1", "bundle"], in: temporary.scratch())
        try #require(unpacked.code == 0, "\(unpacked.text)")
        let files = try DirectoryHandle.open(temporary.scratch("bundle/rootfs")).entries()
        #expect(files.map { String(decoding: $0.name, as: UTF8.self) }.sorted() == ["a", "b", "c"])
    }

    @Test(
        "layers that skopeo compressed keep their blobs and digests", .needs("skopeo"),
        arguments: ["gzip", "zstd"])
    func compressed(format: String) throws {
        let temporary = try TemporaryStore()
        let image = try Self.example(temporary)
        try temporary.store.exportLayout([(image, image.references)], to: temporary.scratch("layout"))
        let copied = try Tool.run(
            "skopeo",
            [
                "--insecure-policy", "copy", "--dest-compress-format", format, "--dest-compress", "oci:layout:1",
                "oci:c:x:2",
            ],
            in: temporary.scratch())
        try #require(copied.code == 0, "\(copied.text)")
        let second = try TemporaryStore()
        let loaded = try #require(try second.store.load(path: temporary.scratch("c")).first)
        #expect(try second.names(in: "blobs/sha256") == Self.blobs(temporary.scratch("c")))
        #expect(try second.store.layers(of: loaded).map(\.diffID) == temporary.store.layers(of: image).map(\.diffID))
        let again = try second.scratch("again")
        try second.store.exportLayout([(loaded, loaded.references)], to: again)
        #expect(try Self.blobs(again) == Self.blobs(temporary.scratch("c")))
        #expect(try second.store.check().findings.isEmpty)
    }

    private static func blobs(_ layout: FilePath) throws -> [String] {
        try DirectoryHandle.open(layout.appending("blobs/sha256")).entries()
            .map { String(decoding: $0.name, as: UTF8.self) }.sorted()
    }
}
