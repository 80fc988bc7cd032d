import Inspection
import LinuxSystem
import Packages
import Storage
import SystemPackage
import Testing

/// Databases that rpm itself has made.
@Suite(
    "rpm's databases",
    .enabled(if: RPMRoot.isPossible, "rpm, rpmbuild or db5.3_load is not installed (scripts/setup test)"))
struct RPMDatabaseTests {
    private func packages(_ bytes: [UInt8], at path: String) throws -> PackageInventory {
        let file = try #require(PackageFile(path: Array(path.utf8), isExecutable: false))
        var search = PackageSearch()
        search.add(bytes, of: file, at: Array(path.utf8))
        search.add(Array("ID=fedora\nVERSION_ID=40\n".utf8), of: .release, at: Array("etc/os-release".utf8))
        return search.inventory()
    }

    private func check(_ inventory: PackageInventory, as listed: [String]) throws {
        #expect(inventory.warnings.isEmpty)
        #expect(inventory.packages.map { "\($0.name) \($0.version) \($0.architecture ?? "")" }.sorted() == listed)
        let first = try #require(inventory.packages.first { $0.name == "alpha" })
        #expect(first.url == "pkg:rpm/fedora/alpha@1.5-3.el9?arch=noarch&distro=fedora-40&epoch=2")
        #expect(first.licences == ["GPLv2+ and MIT"])
        #expect(first.homepage == "https://example.org/alpha")
        #expect(first.maintainer == "Somebody <some@example.org>")
        #expect(first.source == nil)
        let libraries = try #require(inventory.packages.first { $0.name == "alpha-libs" })
        #expect(libraries.source == Package.Source(name: "alpha", version: "1.5-3.el9"))
    }

    @Test("in SQLite list what rpm lists")
    func sqlite() throws {
        let root = try RPMRoot()
        let bytes = try root.read("root/var/lib/rpm/rpmdb.sqlite")
        try check(packages(bytes, at: "var/lib/rpm/rpmdb.sqlite"), as: root.listed(backend: "sqlite", in: "root"))
    }

    @Test(
        "in SQLite list what rpm lists where changes are in the log beside the database alone, in whatever layer that lies"
    )
    func logged() async throws {
        let root = try RPMRoot()
        try root.leaveLog()
        let path = "var/lib/rpm/rpmdb.sqlite"
        let files = try [path, path + "-wal"].map { (file($0), try root.read("logged/\($0)")) }
        let listed = try root.listed(backend: "sqlite", in: "logged")
        #expect(listed.count == 1)
        for layers in [[files], [files.reversed()], [[files[0]], [files[1]]]] {
            let images = try TestImages()
            try images.image(layers, named: "x:1")
            try images.image([[files[0]]], named: "x:0")
            for source in ["x:1", "docker-archive:@/x.tar"] {
                let stored = try #require(try images.store.image(named: "x:1"))
                try images.store.export(
                    [(stored, stored.references)], as: .docker, toFile: images.directory.appending("x.tar"))
                let image = try await images.open(source)
                let inventory = try await image.packages()
                #expect(inventory.warnings.isEmpty)
                #expect(inventory.packages.map { "\($0.name) \($0.version) \($0.architecture ?? "")" } == listed)
                let comparison = try await ImageComparison(from: images.open("x:0"), to: image)
                #expect(comparison.packages.removed.map(\.name) == ["alpha"])
            }
        }
    }

    @Test("in SQLite are read without what a damaged log says")
    func damagedLog() throws {
        let root = try RPMRoot()
        try root.leaveLog()
        let path = "var/lib/rpm/rpmdb.sqlite"
        let (database, log) = try (root.read("logged/\(path)"), root.read("logged/\(path)-wal"))
        func count(_ log: [UInt8]) throws -> Int {
            var search = PackageSearch()
            search.add(log, of: .rpmLog, at: Array("\(path)-wal".utf8))
            search.add(database, of: .rpm, at: Array(path.utf8))
            return search.inventory().packages.count
        }
        #expect(try count(log) == 1)
        for damage in [10, 20, 28, 36, 41, 60, log.count - 1] {
            var bytes = log
            bytes[damage] ^= 0x55
            #expect(try count(bytes) == 2, "byte \(damage)")
        }
        for length in [0, 3, 12, 31, 40, log.count - 1] { #expect(try count(Array(log.prefix(length))) == 2) }
    }

    @Test("in BerkeleyDB list what rpm lists")
    func berkeley() throws {
        let root = try RPMRoot()
        try root.makeBerkeleyDatabase()
        let listed = try root.listed(backend: "bdb_ro", in: "bdb")
        #expect(listed.count == 2)
        try check(packages(try root.read("bdb/var/lib/rpm/Packages"), at: "var/lib/rpm/Packages"), as: listed)
    }

    @Test("in ndb list the same headers")
    func ndb() throws {
        let root = try RPMRoot()
        let bytes = Self.ndb(try root.headers())
        try check(
            packages(bytes, at: "usr/lib/sysimage/rpm/Packages.db"), as: root.listed(backend: "sqlite", in: "root"))
    }

    @Test("that are cut off or changed anywhere give a warning or fewer packages, and nothing worse")
    func damaged() throws {
        let root = try RPMRoot()
        try root.makeBerkeleyDatabase()
        let images = [
            ("var/lib/rpm/rpmdb.sqlite", try root.read("root/var/lib/rpm/rpmdb.sqlite")),
            ("var/lib/rpm/Packages", try root.read("bdb/var/lib/rpm/Packages")),
            ("usr/lib/sysimage/rpm/Packages.db", Self.ndb(try root.headers())),
        ]
        var random = SystemRandomNumberGenerator()
        for (path, image) in images {
            for _ in 0..<150 {
                var bytes = image
                for _ in 0..<Int.random(in: 1...8, using: &random) {
                    bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
                }
                if Bool.random(using: &random) { bytes.removeLast(Int.random(in: 0..<bytes.count, using: &random)) }
                #expect(try packages(bytes, at: path).packages.count <= 3)
            }
        }
    }

    /// A database of ndb with some blobs.
    private static func ndb(_ headers: [[UInt8]]) -> [UInt8] {
        func word(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
        var slots: [UInt8] = []
        var blobs: [UInt8] = []
        for (number, header) in headers.enumerated() {
            let block = (4096 + blobs.count) / 16
            let blob = Array("BlbS".utf8) + word(number + 1) + word(1) + word(header.count) + header
            let padded = blob + [UInt8](repeating: 0, count: (16 - blob.count % 16) % 16)
            slots += Array("Slot".utf8) + word(number + 1) + word(block) + word(padded.count / 16)
            blobs += padded
        }
        while slots.count < 4096 - 32 { slots += Array("Slot".utf8) + word(0) + word(0) + word(0) }
        let header = Array("RpmP".utf8) + word(0) + word(1) + word(1) + word(headers.count + 1)
        return header + [UInt8](repeating: 0, count: 32 - header.count) + slots + blobs
    }
}

/// A directory with a database of two packages that rpm has built and installed.
final class RPMRoot {
    static let isPossible = ["/usr/bin/rpm", "/usr/bin/rpmbuild", "/usr/bin/db5.3_load"].allSatisfy {
        (try? FileHandle.open(FilePath($0))) != nil
    }

    private static let specification = """
        Name: alpha
        Epoch: 2
        Version: 1.5
        Release: 3.el9
        Summary: The first
        License: GPLv2+ and MIT
        URL: https://example.org/alpha
        Vendor: Example
        Packager: Somebody <some@example.org>
        BuildArch: noarch
        %description
        x
        %package -n alpha-libs
        Summary: Its libraries
        %description -n alpha-libs
        y
        %files
        %files -n alpha-libs

        """

    private let name = "strata-rpm-" + String(UInt64.random(in: 0...UInt64.max), radix: 36)
    private var directory: FilePath { FilePath("/tmp").appending(name) }

    init() throws {
        try DirectoryHandle.open("/tmp").makeDirectory(Array(name.utf8))
        try FileHandle.open(directory.appending("alpha.spec"), OpenFlags.newFile).write(Array(Self.specification.utf8))
        try shell("rpmbuild -bb --quiet --define '_topdir \(directory)/build' alpha.spec")
        try shell("mkdir root && \(rpm("sqlite", "root")) --initdb")
        try shell("\(rpm("sqlite", "root")) -i --justdb --nodeps --ignorearch build/RPMS/*/*.rpm")
    }

    deinit { try? DirectoryHandle.open("/tmp").removeTree(Array(name.utf8)) }

    private func rpm(_ backend: String, _ root: String) -> String {
        "rpm --root '\(directory)/\(root)' --define '_db_backend \(backend)' --define '_dbpath /var/lib/rpm'"
    }

    @discardableResult
    private func shell(_ script: String) throws -> String {
        try Tool.run("sh", ["-c", "cd '\(directory)' && \(script)"])
    }

    func read(_ path: String) throws -> [UInt8] { try FileHandle.open(directory.appending(path)).readAll() }

    /// What rpm lists itself.
    func listed(backend: String, in root: String) throws -> [String] {
        try shell(#"\#(rpm(backend, root)) -qa --qf '%{NAME} %{EVR} %{ARCH}\n'"#)
            .split(separator: "\n").filter { !$0.hasPrefix("rpm: ") && !$0.hasPrefix("warning: ") }.map(String.init)
            .sorted()
    }

    /// The headers in hexadecimal digits, as SQLite gives them.
    private static let dump = """
        import sqlite3
        for row in sqlite3.connect("root/var/lib/rpm/rpmdb.sqlite").execute("SELECT hnum, blob FROM Packages ORDER BY hnum"):
            print(row[0], row[1].hex())
        """

    private func rows() throws -> [(number: Int, hex: Substring)] {
        try shell("python3 -c '\(Self.dump)'").split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ")
            return words.count == 2 ? Int(words[0]).map { ($0, words[1]) } : nil
        }
    }

    func headers() throws -> [[UInt8]] {
        try rows().map { row in
            var digits = row.hex[...]
            var bytes: [UInt8] = []
            while let byte = UInt8(digits.prefix(2), radix: 16) {
                bytes.append(byte)
                digits = digits.dropFirst(2)
            }
            return bytes
        }
    }

    /// A copy of the database of which one package is removed, as a program leaves it that is killed then.
    func leaveLog() throws {
        let script = """
            import shutil, sqlite3
            database = sqlite3.connect("root/var/lib/rpm/rpmdb.sqlite")
            database.execute("PRAGMA journal_mode=WAL")
            database.execute("PRAGMA wal_autocheckpoint=0")
            database.execute("DELETE FROM Packages WHERE hnum IN (SELECT hnum FROM Name WHERE key=?)", ["alpha"])
            database.commit()
            shutil.copytree("root", "logged")
            """
        try shell("python3 -c '\(script)'")
    }

    /// A hash table of BerkeleyDB with the same headers: keys are numbers of four bytes.
    func makeBerkeleyDatabase() throws {
        var text = "VERSION=3\nformat=bytevalue\ntype=hash\ndb_pagesize=4096\nHEADER=END\n"
        for (number, hex) in try rows() {
            let key = (0..<4).map { (number >> (8 * $0)) & 0xFF }.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
            text += " \(key.joined())\n \(hex)\n"
        }
        text += "DATA=END\n"
        try FileHandle.open(directory.appending("dump"), OpenFlags.newFile).write(Array(text.utf8))
        try shell("mkdir -p bdb/var/lib/rpm && db5.3_load -f dump bdb/var/lib/rpm/Packages")
    }
}
