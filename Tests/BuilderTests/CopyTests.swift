import Builder
import LinuxSystem
import OCI
import SystemPackage
import Testing

@Suite("COPY and ADD")
struct CopyTests {
    @Test(
        "where a source ends up",
        arguments: [
            ("COPY a /", ["a"]),
            ("COPY a /b", ["b"]),
            ("COPY a /b/", ["b", "b/a"]),
            ("COPY a b/c/d", ["b", "b/c", "b/c/d"]),
            ("COPY dir /", ["x", "y"]),
            ("COPY dir/ /z", ["z", "z/x", "z/y"]),
            ("COPY dir /z/", ["z", "z/x", "z/y"]),
            ("COPY a dir /z/", ["z", "z/a", "z/x", "z/y"]),
            ("COPY dir/* /z/", ["z", "z/x", "z/y"]),
            ("COPY di?/[x-z] /z/", ["z", "z/x", "z/y"]),
            ("COPY none* a /z/", ["z", "z/a"]),
            ("COPY link /z/", ["z", "z/link"]),
            ("COPY [\"a\", \"/b c\"]", ["b c"]),
            ("COPY --parents dir/x /z/", ["z", "z/dir", "z/dir/x"]),
            ("COPY --parents ./dir/./x /z/", ["z", "z/x"]),
            ("COPY --parents d?r/./x /z/", ["z", "z/x"]),
            ("COPY --parents dir/./. /z/", ["z", "z/x", "z/y"]),
            ("COPY --parents t*/*/./c/**/e /z/", ["z", "z/c", "z/c/d", "z/c/d/e", "z/c/e"]),
            ("COPY --parents none*/./x a /z/", ["z", "z/a"]),
            ("COPY --exclude=y dir /z/", ["z", "z/x"]),
            ("COPY <<A <<B /z/\n1\nA\n2\nB", ["z", "z/A", "z/B"]),
            ("ADD a /b/", ["b", "b/a"]),
        ])
    func destinations(_ line: String, _ expected: [String]) async throws {
        let fixture = try BuildFixture(["a": "1", "dir/x": "2", "dir/y": "3", "t/1/c/e": "4", "t/2/c/d/e": "5"])
        try fixture.context.handle.makeSymbolicLink(Array("link".utf8), target: Array("a".utf8))
        let result = try await fixture.build("FROM scratch\n\(line)\n")
        #expect(try fixture.layerPaths(0, of: result) == expected)
    }

    @Test("a later source wins over an earlier one")
    func laterWins() async throws {
        let fixture = try BuildFixture(["one/f": "1", "two/f": "2"])
        let result = try await fixture.build("FROM scratch\nCOPY one two /d/\n")
        #expect(try fixture.text("d/f", in: result) == "2")
    }

    @Test("a link given as source is followed, a link inside a directory is copied as a link")
    func links() async throws {
        let fixture = try BuildFixture(["dir/x": "2"])
        let directory = try fixture.context.handle.openDirectory(Array("dir".utf8))
        try directory.makeSymbolicLink(Array("inner".utf8), target: Array("x".utf8))
        try fixture.context.handle.makeSymbolicLink(Array("outer".utf8), target: Array("dir".utf8))
        let result = try await fixture.build("FROM scratch\nCOPY outer /d/\nCOPY outer/inner /f\n")
        #expect(try fixture.status("d/inner", in: result)?.kind == .symbolicLink)
        #expect(try fixture.status("f", in: result)?.kind == .regular)
    }

    @Test("a link that leads out of the context is followed inside it")
    func linkOutside() async throws {
        let fixture = try BuildFixture(["etc/passwd": "mine"])
        try fixture.context.handle.makeSymbolicLink(Array("out".utf8), target: Array("/etc/passwd".utf8))
        let result = try await fixture.build("FROM scratch\nCOPY out /p\n")
        #expect(try fixture.text("p", in: result) == "mine")
    }

    @Test("hard links of a source stay one file")
    func hardLinks() async throws {
        let fixture = try BuildFixture(["dir/x": "2"])
        let directory = try fixture.context.handle.openDirectory(Array("dir".utf8))
        try directory.makeHardLink(Array("y".utf8), to: Array("x".utf8), in: directory)
        let result = try await fixture.build("FROM scratch\nCOPY dir /d/\n")
        #expect(try fixture.status("d/x", in: result)?.inode == fixture.status("d/y", in: result)?.inode)
        #expect(try fixture.status("d/x", in: result)?.linkCount == 2)
        #expect(try await fixture.build("FROM scratch\nCOPY dir /d/\n").steps == (0, 1))
    }

    @Test("owner, mode and set-user-id bits arrive; mtimes are kept to the second")
    func metadata() async throws {
        let fixture = try BuildFixture(["a": "1"])
        try fixture.context.handle.setPermissions(0o4755, of: Array("a".utf8))
        try fixture.context.handle.setModified(FileTime(seconds: 1_500_000_000, nanoseconds: 7), of: Array("a".utf8))
        let result = try await fixture.build(
            "FROM busybox:test\nCOPY a /plain\nCOPY --chown=alice:7 a /owned\nCOPY --chmod=u=rw,go=r a /moded\nCOPY --chown=9 a /n/\n"
        )
        let plain = try #require(try fixture.status("plain", in: result))
        #expect(plain.permissions == 0o4755 && plain.userID == 0)
        #expect(plain.modified == FileTime(seconds: 1_500_000_000))
        let owned = try #require(try fixture.status("owned", in: result))
        #expect(owned.userID == 1000 && owned.groupID == 7 && owned.permissions == 0o4755)
        #expect(try fixture.status("moded", in: result)?.permissions == 0o4644)
        #expect(try fixture.status("n", in: result)?.groupID == 9)
    }

    @Test("an existing directory keeps its mode and owner")
    func existingDirectory() async throws {
        let fixture = try BuildFixture(["d/a": "1"])
        let result = try await fixture.build(
            "FROM busybox:test\nRUN mkdir -m 0711 /d && chown 3:4 /d\nCOPY d /d/\nCOPY --chown=8:8 d/a /d/b\n")
        let directory = try #require(try fixture.status("d", in: result))
        #expect(directory.permissions == 0o711 && directory.userID == 3 && directory.groupID == 4)
    }

    @Test("ADD unpacks a local archive of any compression, and copies what is none", arguments: ["", "z", "j", "J"])
    func archives(_ compression: String) async throws {
        let fixture = try BuildFixture(["tree/sub/f": "inside"])
        let path = fixture.context.path
        let (status, output) = try HostProgram.run("tar", ["-c\(compression)f", "a.bin", "-C", "tree", "."], in: path)
        #expect(status == 0, "\(output)")
        let result = try await fixture.build(
            "FROM busybox:test\nADD a.bin /new/\nCOPY a.bin /kept\nADD tree/sub/f /plain\n")
        #expect(try fixture.text("new/sub/f", in: result) == "inside")
        #expect(try fixture.status("kept", in: result)?.kind == .regular)
        #expect(try fixture.text("plain", in: result) == "inside")
    }

    @Test("ADD --chown gives what is unpacked another owner, as BuildKit's newer versions do")
    func archiveOwner() async throws {
        let fixture = try BuildFixture(["tree/sub/f": "inside"])
        _ = try HostProgram.run("tar", ["--owner=3", "--group=4", "-cf", "a.tar", "tree"], in: fixture.context.path)
        let result = try await fixture.build(
            "FROM busybox:test\nADD --chown=alice:staff a.tar /new/\nADD a.tar /kept/\n")
        for (path, user, group) in [("new/tree/sub/f", 1000, 50), ("new/tree", 1000, 50), ("kept/tree/sub/f", 3, 4)] {
            let status = try fixture.status(path, in: result)
            #expect(status?.userID == UInt32(user) && status?.groupID == UInt32(group), "\(path)")
        }
    }

    @Test("a directory made on the way inherits the set-group-ID bit of the one above it")
    func inheritedGroupBit() async throws {
        let fixture = try BuildFixture(["a": "a"])
        let result = try await fixture.build("FROM busybox:test\nRUN mkdir /g && chmod 2775 /g\nCOPY a /g/x/y/\n")
        for path in ["g/x", "g/x/y"] { #expect(try fixture.status(path, in: result)?.permissions == 0o2755, "\(path)") }
    }

    @Test(
        "what cannot be copied is an error with its reason",
        arguments: [
            ("COPY none /x", BuildError.Code.sourceNotFound),
            ("COPY hidden /x", .sourceIgnored),
            ("COPY ../up /x", .sourceOutsideContext),
            ("COPY dir/file /etc", nil),
            ("COPY dir /etc/passwd", .badDestination),
            ("COPY file /etc/passwd/x", .badDestination),
            ("COPY clash /", .badDestination),
            ("COPY --chown=nobody-here dir /x", .badOwner),
            ("COPY --chmod=rwz dir /x", .dockerfile),
            ("COPY --exclude=a[ dir /x", .badOption),
            ("COPY --parents a[ /x/", .badOption),
        ] as [(String, BuildError.Code?)])
    func errors(_ line: String, _ code: BuildError.Code?) async throws {
        let fixture = try BuildFixture([
            "file": "1", "dir/file": "2", "hidden": "3", "clash/etc": "a file", ".dockerignore": "hidden\n",
        ])
        let dockerfile = "FROM busybox:test\n\(line)\n"
        guard let code else {
            try await fixture.build(dockerfile)
            return
        }
        let error = await errorOf { try await fixture.build(dockerfile) }
        #expect(error?.code == code)
        #expect(try fixture.workDirectories().isEmpty)
    }

    @Test("a file that is not what its status says is read twice, and is then an error that names it")
    func changingFile() async throws {
        let fixture = try BuildFixture()
        // Files of sysfs have a size of 4096 bytes and fewer to read.
        let error = await errorOf {
            try await fixture.build("FROM scratch\nCOPY enabled /x\n") {
                $0.context = .directory("/sys/kernel/mm/transparent_hugepage")
            }
        }
        #expect(error?.code == .contextChanged)
        #expect(error?.message.contains("“enabled”") == true)
        #expect(try fixture.workDirectories().isEmpty)
    }

    @Test("a compressed archive that is cut off is an archive all the same, which cannot be unpacked")
    func cutOffArchive() async throws {
        let fixture = try BuildFixture()
        let make = "head -c 100000 /dev/urandom > r; tar -czf x.tar.gz r; truncate -s 50000 x.tar.gz"
        let (status, output) = try HostProgram.run("sh", ["-c", make], in: fixture.context.path)
        #expect(status == 0, "\(output)")
        let error = await errorOf { try await fixture.build("FROM scratch\nADD x.tar.gz /\n") }
        #expect(error?.code == .badArchive)
    }

    @Test("an archive that cannot be unpacked is an error, and leaves nothing")
    func badArchive() async throws {
        let fixture = try BuildFixture([".wh.x/f": "1"])
        let (status, output) = try HostProgram.run("tar", ["-cf", "a.tar", ".wh.x"], in: fixture.context.path)
        #expect(status == 0, "\(output)")
        let error = await errorOf { try await fixture.build("FROM busybox:test\nADD a.tar /\n") }
        #expect(error?.code == .badArchive)
        #expect(try fixture.workDirectories().isEmpty)
    }

    @Test("a stage or an image is copied from")
    func stages() async throws {
        let fixture = try BuildFixture()
        let result = try await fixture.build(
            "FROM busybox:test AS one\nRUN echo x > /x && chown 7:7 /x\nFROM scratch\nCOPY --from=one /x /\n"
                + "COPY --from=busybox:test /etc/passwd /p\n")
        #expect(try fixture.status("x", in: result)?.userID == 7)
        #expect(try fixture.text("p", in: result).hasPrefix("root:"))
        #expect(result.configuration.diffIDs.count == 2)
    }

    @Test("--link looks at nothing below")
    func link() async throws {
        let fixture = try BuildFixture(["a": "1"])
        let result = try await fixture.build("FROM busybox:test\nRUN ln -s /usr /z\nCOPY --link a /z/a\n")
        #expect(try fixture.status("z", in: result)?.kind == .directory)
    }
}
