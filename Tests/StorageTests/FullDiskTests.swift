import LayerArchive
import LinuxSystem
import OCI
import Storage
import SystemPackage
import Testing

@Suite struct FullDiskTests {
    @Test("a full disk is a clear error, and the store stays sound")
    func fullDisk() throws {
        let temporary = try TemporaryStore()
        let place = try temporary.scratch()
        let mounted = try Tool.run("mount", ["-t", "tmpfs", "-o", "size=3m", "tmpfs", place.string])
        try #require(mounted.code == 0, "\(mounted.text)")
        defer { _ = try? Tool.run("umount", ["-l", place.string]) }
        let store = try Store.open(root: place.appending("store"))
        let source = try TemporaryStore()
        let image = try source.image([source.layer(["a": String(repeating: "0123456789", count: 400_000)])], "big")
        let archive = try source.scratch("a.tar")
        try source.store.export([(image, image.references)], as: .oci, toFile: archive)

        #expect(try storageCode { _ = try store.load(path: archive) } == .noSpace)
        #expect(try store.images().isEmpty)
        #expect(try DirectoryHandle.open(store.root.appending("work")).entries().isEmpty)
        #expect(try store.check().findings.isEmpty)
    }
}
