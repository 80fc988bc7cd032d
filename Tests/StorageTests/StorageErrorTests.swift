import LinuxSystem
import SystemPackage
import Testing

@testable import Storage

@Suite struct StorageErrorTests {
    @Test(
        "what SQLite says becomes a sentence with a hint; nobody reads that the database is locked",
        arguments: [
            (Int32(5), StorageError.Code.busy), (6, .busy), (5 | 2 << 8, .busy), (13, .noSpace), (11, .damagedDatabase),
            (26, .damagedDatabase), (14, .noAccess), (8, .noAccess), (1, .system),
        ])
    func database(result: Int32, code: StorageError.Code) {
        let error = StorageError(
            DatabaseError(result: result, text: "database is locked", operation: "COMMIT"), "/store/strata.db")
        #expect(error.code == code)
        if code == .busy { #expect(!error.message.contains("locked")) }
        if code != .system { #expect(error.hint != nil) }
    }

    @Test("what the kernel refuses says what was being done; a full disk has a code of its own")
    func system() {
        let full = StorageError(SystemError(28, "write", "x"), doing: "unpacking")
        #expect(full.code == .noSpace && full.message.hasPrefix("unpacking"))
        #expect(StorageError(SystemError(5, "write", "x"), doing: "unpacking").code == .system)
    }

    @Test("a store on overlayfs is refused and told where to go")
    func overlay() throws {
        let temporary = try TemporaryStore()
        for name in ["lower", "upper", "work"] {
            try DirectoryHandle.open(temporary.scratch()).makeDirectory(Array(name.utf8))
        }
        let mount = try OverlayMount.make(
            lowers: [temporary.scratch("lower")], upper: temporary.scratch("upper"), work: temporary.scratch("work"))
        let place = FilePath("/proc/self/fd/\(mount.descriptor)").appending("store")
        #expect(try storageCode { _ = try Store.open(root: place) } == .unsuitableFileSystem)
    }

    @Test("a store that cannot be made says so")
    func access() throws {
        #expect(try storageCode { _ = try Store.open(root: "/proc/no/store") } == .noAccess)
    }

    @Test("index.json is written by the next one where a process died before it did")
    func staleIndex() throws {
        let temporary = try TemporaryStore()
        try temporary.image([temporary.layer(["a": "1"])], "x")
        try temporary.store.database.write { try Store.countTagChange($0) }
        try DirectoryHandle.open(temporary.root).removeFile(Array("index.json".utf8))
        let other = try temporary.reopened()
        try other.beginSession()
        #expect(try temporary.text(of: "index.json").contains("x:latest"))
    }
}
