import LayerArchive
import LinuxSystem
import OCI
import Storage
import SystemPackage
import Testing

@Suite struct ImportTests {
    @Test(
        "a root file system becomes an image with one layer and no blob", arguments: ["cf", "czf", "cJf", "--zstd -cf"])
    func importTar(flags: String) throws {
        let temporary = try TemporaryStore()
        let place = try temporary.scratch("rootfs")
        try DirectoryHandle.open(temporary.scratch()).makeDirectory(Array("rootfs".utf8))
        let directory = try DirectoryHandle.open(place)
        try directory.makeDirectory(Array("bin".utf8))
        try directory.openFile(Array("bin/tool".utf8), OpenFlags.newFile).write(Array("hello".utf8))
        let archive = try temporary.scratch("a.tar")
        let arguments = flags.split(separator: " ").map(String.init) + [archive.string, "bin"]
        try #require(Tool.run("tar", arguments, in: place).code == 0)
        let image = try temporary.store.importTar(
            FileHandle.open(archive), configuration: ImageConfiguration(platform: .host),
            references: [ImageReference(parsing: "base")])
        let layers = try temporary.store.layers(of: image)
        #expect(layers.count == 1)
        #expect(try temporary.text(of: "layers/\(layers[0].id.name)/bin/tool") == "hello")
        #expect(try temporary.names(in: "blobs/sha256").count == 2)
        #expect(layers[0].descriptor.digest == layers[0].diffID)
        #expect(try temporary.store.configuration(of: image).value.history.count == 1)
        #expect(try temporary.store.check().findings.isEmpty)
    }

    @Test("an archive that is none leaves the store as it was")
    func garbage() throws {
        let temporary = try TemporaryStore()
        let path = try temporary.scratch("x")
        try FileHandle.open(path, OpenFlags.newFile).write([UInt8](repeating: 7, count: 5000))
        #expect(throws: LayerArchiveError.self) {
            try temporary.store.importTar(
                FileHandle.open(path), configuration: ImageConfiguration(platform: .host), references: [])
        }
        #expect(try temporary.names(in: "layers") == ["0"])
        #expect(try temporary.store.images().isEmpty)
    }
}
