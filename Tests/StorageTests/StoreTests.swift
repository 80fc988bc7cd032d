import LinuxSystem
import OCI
import Storage
import SystemPackage
import Testing

@Suite struct StoreTests {
    @Test("a new store is an OCI layout that only its owner may enter")
    func layout() throws {
        let temporary = try TemporaryStore()
        #expect(try temporary.text(of: "oci-layout") == #"{"imageLayoutVersion": "1.0.0"}"#)
        let status = try DirectoryHandle.open(temporary.root).status()
        #expect(status.permissions == 0o700)
        #expect(try temporary.text(of: "index.json").contains(#""manifests":[]"#))
    }

    @Test("a store can be opened again and again")
    func reopen() throws {
        let temporary = try TemporaryStore()
        try temporary.image([temporary.layer(["a": "1"])], "one")
        #expect(try temporary.reopened().images().count == 1)
    }

    @Test(
        "the root comes from the environment",
        arguments: [
            (["STRATA_ROOT": "/x"], UInt32(0), "/x"),
            ([:], 0, "/var/lib/strata"),
            (["XDG_DATA_HOME": "/d", "HOME": "/h"], 1000, "/d/strata"),
            (["HOME": "/h"], 1000, "/h/.local/share/strata"),
        ])
    func defaultRoot(environment: [String: String], user: UInt32, expected: String) {
        #expect(Store.defaultRoot(environment: environment, userID: user) == FilePath(expected))
    }

    @Test("a directory full of other files is refused and left as it is")
    func foreignDirectory() throws {
        let temporary = try TemporaryStore()
        let place = temporary.path("work/somebody")
        try DirectoryHandle.open(temporary.path("work")).makeDirectory(Array("somebody".utf8))
        try DirectoryHandle.open(place).openFile(Array("thesis.txt".utf8), OpenFlags.newFile).write([1])
        #expect(try storageCode { _ = try Store.open(root: place) } == .noAccess)
        #expect(try DirectoryHandle.open(place).entries().count == 1)
    }

    @Test(
        "a store on a file system that overlayfs cannot have below is refused",
        arguments: [0x794c_7630, 0x6969] as [UInt32])
    func unsuitable(magic: UInt32) {
        #expect(FileSystemKind(magic: magic).unsuitableForLayers != nil)
    }
}
