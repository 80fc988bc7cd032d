import LayerArchive
import LinuxSystem
import Testing

/// Broken and hostile headers: each ends with its error.
@Suite("Hostile tar headers")
struct HostileTarTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let code: LayerArchiveError.Code
        let archive: [UInt8]

        init(_ description: String, _ code: LayerArchiveError.Code, _ make: (inout TarBuilder) -> Void) {
            testDescription = description
            self.code = code
            var builder = TarBuilder()
            make(&builder)
            archive = builder.finished()
        }

        init(
            _ description: String, _ code: LayerArchiveError.Code, cutting count: Int,
            _ make: (inout TarBuilder) -> Void
        ) {
            testDescription = description
            self.code = code
            var builder = TarBuilder()
            make(&builder)
            archive = Array(builder.bytes.dropLast(count))
        }
    }

    static let cases: [Case] = [
        Case("a wrong checksum", .badHeader) {
            $0.add("a"); $0.addRaw([UInt8](repeating: 65, count: 512))
        },
        Case("text instead of an archive", .badHeader) { $0.addRaw([UInt8](repeating: 0x20, count: 512)) },
        Case("an empty block in the middle", .badHeader) {
            $0.addRaw([UInt8](repeating: 0, count: 512))
            $0.add("a")
        },
        Case("a size that is no number", .badNumber) {
            $0.add("a") { $0.replaceSubrange(124..<127, with: bytes("xyz")) }
        },
        Case("a negative size", .badNumber) {
            $0.add("a", magic: .gnu) { $0.replaceSubrange(124..<136, with: [UInt8](repeating: 0xff, count: 12)) }
        },
        Case("a negative size in a record", .badNumber) {
            $0.extend([("size", "-1")]); $0.add("a")
        },
        Case("a size over 64 bits", .badNumber) {
            $0.add("a", magic: .gnu) { $0.replaceSubrange(124..<136, with: [0x81] + [UInt8](repeating: 0, count: 11)) }
        },
        Case("a user over 32 bits", .badNumber) {
            $0.extend([("uid", "4294967296")]); $0.add("a")
        },
        Case("a user of -1", .badNumber) {
            $0.extend([("uid", "4294967295")]); $0.add("a")
        },
        Case("a record time that is none", .badNumber) {
            $0.extend([("mtime", "1.x")]); $0.add("a")
        },
        Case("a record whose length lies", .badRecord) {
            $0.add("x", type: "x", content: bytes("99 path=a\n")); $0.add("a")
        },
        Case("a record without =", .badRecord) {
            $0.add("x", type: "x", content: bytes("9 pathaa\n")); $0.add("a")
        },
        Case("a record without its end", .badRecord) {
            $0.add("x", type: "x", content: bytes("9 path=aa")); $0.add("a")
        },
        Case("a record of length zero", .badRecord) {
            $0.add("x", type: "x", content: bytes("0 path=a\n")); $0.add("a")
        },
        Case("a record length without end", .badRecord) {
            $0.add("x", type: "x", content: bytes("99999999999999999999 path=a\n"))
        },
        Case("a content that is not there", .truncated, cutting: 512) { $0.add("a", content: [1, 2, 3]) },
        Case("a content of exabytes", .truncated) {
            $0.add("a", magic: .gnu) {
                $0.replaceSubrange(124..<136, with: [0x80, 0, 0, 0, 0x7f] + [UInt8](repeating: 255, count: 7))
            }
        },
        Case("half a header", .truncated, cutting: 100) { $0.add("a") },
        Case("an extended header without its entry", .truncated, cutting: 0) { $0.extend([("path", "x")]) },
        Case("half an extended header", .truncated, cutting: 512) {
            $0.add("x", type: "x", content: bytes("9 path=aa\n"))
        },
        Case("an extended header of gigabytes", .tooLarge) { $0.add("x", type: "x", size: 1 << 32) },
        Case("a GNU name of gigabytes", .tooLarge) { $0.add("x", type: "L", size: 1 << 32, magic: .gnu) },
        Case("a path of 40,000 bytes", .tooLarge) {
            $0.extend([("path", String(repeating: "a/", count: 20_000))])
            $0.add("a")
        },
        Case("too many attributes", .tooLarge) { builder in
            builder.extend((0..<200).map { ("SCHILY.xattr.user.a\($0)", "v") })
            builder.add("a")
        },
        Case("an attribute of 70,000 bytes", .tooLarge) {
            $0.extend([("SCHILY.xattr.user.a", String(repeating: "v", count: 70_000))])
            $0.add("a")
        },
        Case("a sparse file of exabytes", .tooLarge) {
            $0.extend([("GNU.sparse.size", "9000000000000000000"), ("GNU.sparse.map", "0,0")])
            $0.add("a")
        },
        Case("a sparse map that overlaps", .badRecord) {
            $0.extend([("GNU.sparse.size", "1000"), ("GNU.sparse.map", "0,10,5,10")])
            $0.add("a", content: [UInt8](repeating: 1, count: 20))
        },
        Case("a sparse map of other bytes than there are", .badRecord) {
            $0.extend([("GNU.sparse.size", "1000"), ("GNU.sparse.map", "0,10")])
            $0.add("a", content: [UInt8](repeating: 1, count: 20))
        },
        Case("a sparse map in the data that has no end", .badRecord) {
            $0.extend([("GNU.sparse.major", "1"), ("GNU.sparse.minor", "0"), ("GNU.sparse.realsize", "1000")])
            $0.add("a", content: bytes("3\n0\n5\n"))
        },
        Case("a sparse form of the future", .unsupported) {
            $0.extend([("GNU.sparse.major", "2"), ("GNU.sparse.minor", "0"), ("GNU.sparse.realsize", "1000")])
            $0.add("a")
        },
        Case("a continued archive", .unsupported) { $0.add("a", type: "M", magic: .gnu) },
        Case("a path with a NUL", .unsafePath) {
            $0.extend([("path", [97, 0, 98])]); $0.add("a")
        },
        Case("a link without target", .unsafePath) { $0.add("a", type: "2") },
        Case("a device that cannot be", .badDevice) { $0.add("a", type: "3", device: (0o777777, 0)) },
    ]

    @Test("each ends with its error", arguments: cases)
    func refuses(one: Case) throws {
        let found = try code {
            let reader = TarReader(BytesSource(one.archive))
            while try reader.next() != nil {}
        }
        #expect(found == one.code)
    }

    @Test("a sparse file that is too large is named, with the limit and what to do")
    func tooLargeSparse() throws {
        var builder = TarBuilder()
        builder.extend([("GNU.sparse.size", "1099511627776"), ("GNU.sparse.map", "0,0")])
        builder.add("disk.img")
        let error = #expect(throws: LayerArchiveError.self) {
            _ = try TarReader(BytesSource(builder.finished())).next()
        }
        #expect(error?.message.contains("disk.img") == true, "\(error?.message ?? "")")
        #expect(error?.message.contains("\(ArchiveLimits.standard.sparseBytes)") == true)
        #expect(error?.hint?.contains("truncate") == true)
    }

    @Test("more entries than allowed")
    func tooManyEntries() throws {
        var builder = TarBuilder()
        for index in 0..<5 { builder.add("f\(index)") }
        var limits = ArchiveLimits()
        limits.entries = 4
        let reader = TarReader(BytesSource(builder.finished()), limits: limits)
        #expect(try code { while try reader.next() != nil {} } == .tooLarge)
    }

    @Test("a member that is larger than its reader wants")
    func tooLargeMember() throws {
        var builder = TarBuilder()
        builder.add("a", content: [1, 2, 3])
        let reader = TarReader(BytesSource(builder.finished()))
        _ = try reader.next()
        #expect(try code { _ = try reader.readAll(limit: 2) } == .tooLarge)
    }
}
