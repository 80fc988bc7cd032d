import LayerArchive
import LinuxSystem
import SystemPackage
import Testing

@Suite("Reading tar archives")
struct TarReaderTests {
    private func entries(_ builder: TarBuilder) throws -> [TarEntry] {
        let reader = TarReader(BytesSource(builder.finished()))
        var result: [TarEntry] = []
        while let entry = try reader.next() { result.append(entry) }
        return result
    }

    @Test("a v7 header without magic is read; a name ending in / is a directory")
    func version7() throws {
        var builder = TarBuilder()
        builder.add("dir/", type: "\0", magic: .v7)
        builder.add("file", type: "\0", content: [1], mode: 0o640, user: 7, group: 8, modified: 9, magic: .v7)
        let found = try entries(builder)
        #expect(found.map(\.kind) == [.directory, .regular])
        #expect(found[1].permissions == 0o640 && found[1].userID == 7 && found[1].groupID == 8)
        #expect(found[1].modified == FileTime(seconds: 9) && found[1].size == 1)
    }

    @Test("the prefix of a ustar header comes before the name; GNU's header has none")
    func prefix() throws {
        var builder = TarBuilder()
        let patch: (inout [UInt8]) -> Void = { $0.replaceSubrange(345..<348, with: Array("a/b".utf8)) }
        builder.add("c", patch: patch)
        builder.add("c", magic: .gnu, patch: patch)
        #expect(try entries(builder).map(\.path) == [bytes("a/b/c"), bytes("c")])
    }

    @Test("extended records replace fields; an empty one leaves the field")
    func extendedRecords() throws {
        var builder = TarBuilder()
        builder.extend([
            ("path", "é/long"), ("uid", "4000000000"), ("gid", "3000000000"), ("mtime", "-1.25"), ("linkpath", "x"),
            ("SCHILY.xattr.user.b", "2"), ("SCHILY.xattr.user.a", "1\n="), ("size", "3"), ("uname", ""),
        ])
        builder.add("short", content: [1, 2, 3], size: 0)
        builder.add("next")
        let found = try entries(builder)
        #expect(found.map(\.path) == [bytes("é/long"), bytes("next")])
        #expect(found[0].userID == 4_000_000_000 && found[0].groupID == 3_000_000_000 && found[0].size == 3)
        #expect(found[0].modified == FileTime(seconds: -2, nanoseconds: 750_000_000))
        #expect(
            found[0].attributes == [
                ExtendedAttribute(name: "user.a", value: bytes("1\n=")),
                ExtendedAttribute(name: "user.b", value: bytes("2")),
            ])
        #expect(found[1].attributes == [])
    }

    @Test("global records hold for all entries after them, local ones win")
    func globalRecords() throws {
        var builder = TarBuilder()
        builder.extend([("uid", "5"), ("mtime", "77.5")], type: "g")
        builder.add("a")
        builder.extend([("uid", "6")])
        builder.add("b")
        builder.add("c")
        let found = try entries(builder)
        #expect(found.map(\.userID) == [5, 6, 5])
        #expect(found.allSatisfy { $0.modified == FileTime(seconds: 77, nanoseconds: 500_000_000) })
    }

    @Test("bsdtar's attributes are in base64 under escaped names")
    func libarchiveAttributes() throws {
        var builder = TarBuilder()
        builder.extend([("LIBARCHIVE.xattr.user.a%20b", "aGVsbG8")])
        builder.add("a")
        #expect(try entries(builder)[0].attributes == [ExtendedAttribute(name: "user.a b", value: bytes("hello"))])
    }

    @Test("GNU's long names and long links")
    func gnuLongNames() throws {
        var builder = TarBuilder()
        let name = String(repeating: "n", count: 300)
        builder.add("././@LongLink", type: "K", content: bytes(name + "l\u{0}"), magic: .gnu)
        builder.add("././@LongLink", type: "L", content: bytes(name + "\u{0}"), magic: .gnu)
        builder.add("nnn", type: "2", link: "nnn", magic: .gnu)
        let found = try entries(builder)
        #expect(found.map(\.path) == [bytes(name)])
        #expect(found[0].kind == .symbolicLink(target: bytes(name + "l")))
    }

    @Test("base-256 numbers, positive and negative")
    func base256() throws {
        var builder = TarBuilder()
        builder.add("a", magic: .gnu) { block in
            block.replaceSubrange(108..<116, with: [0x80, 0, 0, 0, 0xee, 0x6b, 0x28, 0])
            block.replaceSubrange(136..<148, with: [UInt8](repeating: 0xff, count: 12))
        }
        let found = try entries(builder)
        #expect(found[0].userID == 4_000_000_000)
        #expect(found[0].modified == FileTime(seconds: -1))
    }

    @Test(
        "GNU's three sparse forms and the old one give the file with its holes",
        arguments: ["0.0", "0.1", "1.0", "gnu"])
    func sparse(form: String) throws {
        let scratch = try Scratch()
        let make =
            "truncate -s 3M f; for i in 0 1 2 3 4 5 6 7 8 9; do printf x$i | dd of=f bs=1 seek=$((i*300000)) conv=notrunc status=none; done"
        try shell(make, in: scratch.path)
        let format = form == "gnu" ? "--format=gnu" : "--format=posix --sparse-version=\(form)"
        try shell("tar \(format) --sparse -cf s.tar f && test $(stat -c %s s.tar) -lt 1000000", in: scratch.path)
        let reader = TarReader(FileSource(try FileHandle.open(FilePath(scratch.path("s.tar")))))
        let entry = try #require(try reader.next())
        #expect(entry.path == bytes("f") && entry.isSparse && entry.size == 3 << 20)
        let content = try reader.readAll(limit: 4 << 20)
        #expect(content == (try FileHandle.open(FilePath(scratch.path("f"))).readAll()))
        #expect(try reader.next() == nil)
    }

    @Test("an archive may end without its blocks of zeros, and an empty one has no entries")
    func endings() throws {
        var builder = TarBuilder()
        builder.add("a")
        let reader = TarReader(BytesSource(builder.bytes))
        #expect(try reader.next() != nil)
        #expect(try reader.next() == nil)
        #expect(try TarReader(BytesSource([])).next() == nil)
        let single = TarReader(BytesSource(builder.bytes + [UInt8](repeating: 0, count: 512)))
        #expect(try single.next() != nil)
        #expect(try single.next() == nil)
    }

    @Test("content is passed over when it is not read")
    func skipsContent() throws {
        var builder = TarBuilder()
        builder.add("a", content: [UInt8](repeating: 7, count: 1_000_000))
        builder.add("b", content: bytes("hello"))
        let reader = TarReader(BytesSource(builder.finished()))
        #expect(try reader.next()?.path == bytes("a"))
        #expect(try reader.next()?.path == bytes("b"))
        #expect(try reader.readAll(limit: 100) == bytes("hello"))
    }
}
