import Builder
import LayerArchive
import LinuxSystem
import OCI
import Storage
import SystemPackage
import Testing

/// The design's rules of layers, as far as a build keeps them.
@Suite("Rules of layers")
struct LayerRuleTests {
    @Test(
        "rule 1: a step that ran at another time with the same result has the same content digest, not the same diff-id"
    )
    func contentDigest() async throws {
        let first = try BuildFixture()
        let second = try BuildFixture()
        let text = "FROM busybox:test\nRUN echo same > /x && mkdir /d\n"
        let one = try await first.build(text)
        let layer = try #require(try first.store.layer(diffID: one.configuration.diffIDs[1]))
        try await Task.sleep(for: .seconds(1.1))
        let two = try await second.build(text)
        let other = try #require(try second.store.layer(diffID: two.configuration.diffIDs[1]))
        #expect(layer.contentDigest == other.contentDigest)
        #expect(layer.diffID != other.diffID)
    }

    @Test("rule 2: a step that ran again with the same content keeps the layer that is there, and its times")
    func earlyCutOff() async throws {
        let fixture = try BuildFixture()
        let text = { (word: String) in "FROM busybox:test\nRUN true \(word); echo same > /x\nRUN cp -p /x /y\n" }
        let first = try await fixture.build(text("one"))
        try await Task.sleep(for: .seconds(1.1))
        let second = try await fixture.build(text("two"))
        #expect(first.configuration.diffIDs == second.configuration.diffIDs)
        #expect(second.steps == (1, 1))
    }

    @Test("rule 3: COPY of files with equal mtimes gives the same diff-id in any store, at any time")
    func copyIsReproducible() async throws {
        var identifiers: [[Digest]] = []
        for _ in 0..<2 {
            let fixture = try BuildFixture()
            try Self.writeFixedTree(in: fixture.context)
            let result = try await fixture.build("FROM scratch\nCOPY src /made/on/the/way/\nCOPY src/b.txt /made/\n")
            identifiers.append(result.configuration.diffIDs)
            try await Task.sleep(for: .milliseconds(1_050))
        }
        #expect(identifiers[0] == identifiers[1])
    }

    /// Changes only with the canonical form of layers, which other stores rely on: a decision, not an accident.
    @Test("the diff-id of a fixed COPY is what it always was")
    func goldenCopy() async throws {
        let fixture = try BuildFixture()
        try Self.writeFixedTree(in: fixture.context)
        let result = try await fixture.build(
            "FROM scratch\nCOPY src /opt/\nCOPY --chown=5:6 --chmod=0600 src/b.txt /opt/c\n")
        #expect(
            result.configuration.diffIDs.map(\.description) == [
                "sha256:67a1d6cd4238968d4455440e543abe99bfbc6bea6bfc073348d79e2609820328",
                "sha256:4f403486931d3f9433cf51ffc530e9191ef3ead616a6a07da4fed8ab87d3979a",
            ])
    }

    /// A tree with fixed bytes, modes and times.
    static func writeFixedTree(in context: TemporaryDirectory) throws {
        try context.write("src/a/script.sh", "#!/bin/sh\necho hello\n", permissions: 0o755)
        try context.write("src/b.txt", "some text\n")
        let source = try context.handle.openDirectory(Array("src".utf8))
        let inner = try source.openDirectory(Array("a".utf8))
        try inner.makeSymbolicLink(Array("link".utf8), target: Array("../b.txt".utf8))
        let time = FileTime(seconds: 1_600_000_000)
        try inner.setModified(time, of: Array("script.sh".utf8))
        try inner.setModified(time, of: Array("link".utf8))
        try source.setModified(time, of: Array("a".utf8))
        try source.setModified(FileTime(seconds: 1_600_000_100, nanoseconds: 5), of: Array("b.txt".utf8))
        try context.handle.setModified(time, of: Array("src".utf8))
    }

    @Test("rule 3: SOURCE_DATE_EPOCH makes whole images identical")
    func sourceDateEpoch() async throws {
        var identifiers: Set<Digest> = []
        for _ in 0..<2 {
            let fixture = try BuildFixture(["a.txt": "a"])
            let result = try await fixture.build("FROM busybox:test\nCOPY a.txt /\nRUN echo x > /y\nWORKDIR /w\n") {
                $0.sourceDateEpoch = 1_700_000_500
            }
            identifiers.insert(result.imageID)
            try await Task.sleep(for: .milliseconds(1_050))
        }
        #expect(identifiers.count == 1)
    }

    @Test("rule 6: the mount of a step has the options, and no attribute of overlayfs but opaque is in a layer")
    func overlayOptions() async throws {
        let fixture = try BuildFixture()
        let result = try await fixture.build(
            """
            FROM busybox:test
            RUN mkdir -p /d/e && echo x > /d/e/f && mkdir /g
            RUN mv /d /moved && chmod 600 /moved/e/f && chmod 700 /g && rm -r /g && mkdir /g && echo > /g/new
            RUN chown 5 /moved/e/f && mv /moved/e / && cat /proc/self/mountinfo > /mounts
            """)
        let line = try #require(try fixture.text("mounts", in: result).split(separator: "\n").first)
        #expect(line.contains(" overlay ") && line.contains(",redirect_dir=nofollow"), "\(line)")
        for option in ["metacopy=on", "index=on", "nfs_export=on", "xino=on"] { #expect(!line.contains(option)) }
        #expect(try fixture.text("e/f", in: result) == "x\n")
        var marks: Set<String> = []
        for directory in try fixture.store.stack(diffIDs: result.configuration.diffIDs).lowerDirectories {
            try Self.collectMarks(DirectoryHandle.open(directory), &marks)
        }
        #expect(marks == ["trusted.overlay.opaque"])
    }

    private static func collectMarks(_ directory: DirectoryHandle, _ marks: inout Set<String>) throws {
        for entry in try directory.entries() {
            marks.formUnion(try directory.attributeNames(of: entry.name).filter { $0.contains("overlay") })
            if entry.kind == .directory { try collectMarks(directory.openDirectory(entry.name), &marks) }
        }
    }

    @Test("rules 10 and 11: equal files are files of their own, and none shares an inode with the context")
    func noSharedInodes() async throws {
        let fixture = try BuildFixture(["a": "same\n", "b": "same\n"])
        let result = try await fixture.build(
            "FROM busybox:test\nCOPY a b /x/\nCOPY a /y/\nRUN cp /x/a /x/b && mv /x/a /x/c && echo more >> /y/a\n")
        for path in ["x/b", "x/c", "y/a"] { #expect(try fixture.status(path, in: result)?.linkCount == 1, "\(path)") }
        #expect(try fixture.text("x/b", in: result) == "same\n")
        let stack = try fixture.store.stack(diffIDs: result.configuration.diffIDs).lowerDirectories.reversed()
        let layer = try DirectoryHandle.open(Array(stack)[1])
        var inodes: Set<UInt64> = []
        for directory in [try layer.openDirectory(Array("x".utf8)), try fixture.context.handle] {
            for name in ["a", "b"] { inodes.insert(try directory.status(of: Array(name.utf8)).inode) }
        }
        #expect(inodes.count == 4)
    }

    @Test("rule 7: opening a file for append without writing leaves nothing in the layer")
    func unchangedCopyUp() async throws {
        let fixture = try BuildFixture()
        let result = try await fixture.build("FROM busybox:test\nRUN : >> /etc/passwd; echo x > /etc/new\n")
        #expect(try fixture.layerPaths(1, of: result) == ["etc", "etc/new"])
    }

    @Test("rule 7: a directory that is removed and made again hides what was in it")
    func opaqueDirectory() async throws {
        let fixture = try BuildFixture()
        let result = try await fixture.build(
            "FROM busybox:test\nRUN mkdir /d && echo a > /d/a\nRUN rm -r /d && mkdir /d && echo b > /d/b\nRUN ls /d > /list\n"
        )
        #expect(try fixture.text("list", in: result) == "b\n")
    }

    @Test("rule 9: the owner and mode of the root directory are kept in every step")
    func rootDirectory() async throws {
        let fixture = try BuildFixture()
        let result = try await fixture.build(
            "FROM busybox:test\nRUN chmod 1711 / && chown 3:4 /\nRUN stat -c '%a %u %g' / > /seen\nCOPY <<EOF /x\nEOF\n"
        )
        #expect(try fixture.text("seen", in: result) == "1711 3 4\n")
        let root = try fixture.store.stack(diffIDs: result.configuration.diffIDs).root
        #expect(root.permissions == 0o1711 && root.userID == 3 && root.groupID == 4)
    }

    @Test("rule 10: the destination of a COPY is resolved through links, inside the root")
    func destinationLinks() async throws {
        let fixture = try BuildFixture(["a.txt": "a"])
        let result = try await fixture.build(
            "FROM busybox:test\nRUN mkdir /real && ln -s /real /link && ln -s ../../../../real /out\n"
                + "COPY a.txt /link/one\nCOPY a.txt /out/two\nCOPY a.txt /tmp/\n")
        #expect(try fixture.text("real/one", in: result) == "a")
        #expect(try fixture.text("real/two", in: result) == "a")
        #expect(try fixture.status("tmp", in: result)?.permissions == 0o1777)
    }

    @Test("rule 12: files that are only mount points are in no layer, and their directories keep their times")
    func mountPoints() async throws {
        let fixture = try BuildFixture()
        let result = try await fixture.build(
            "FROM busybox:test\nRUN cat /etc/hosts /etc/resolv.conf > /dev/null; echo x > /x\n")
        #expect(try fixture.layerPaths(1, of: result) == ["x"])
    }

    @Test("the host name and /etc/hosts are the same on every machine")
    func hostName() async throws {
        let fixture = try BuildFixture()
        let result = try await fixture.build(
            "FROM busybox:test\nRUN cat /proc/sys/kernel/hostname > /name; cat /etc/hosts > /hosts\n")
        #expect(try fixture.text("name", in: result) == "buildkitsandbox\n")
        #expect(try fixture.text("hosts", in: result).contains("localhost"))
    }
}
