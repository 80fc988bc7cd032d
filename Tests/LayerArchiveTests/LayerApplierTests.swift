import LayerArchive
import LinuxSystem
import OCI
import SystemPackage
import Testing

/// From an archive to a directory: whiteouts, parents that are only implied, links (layer rules 8 and 14).
@Suite("Applying a layer")
struct LayerApplierTests {
    let scratch: Scratch
    let layer: DirectoryHandle
    let base: DirectoryHandle

    init() throws {
        scratch = try Scratch()
        layer = try scratch.directory("layer")
        base = try scratch.directory("base")
    }

    @discardableResult
    private func apply(onBase: Bool = true, _ make: (inout TarBuilder) -> Void) throws -> AppliedLayer {
        var builder = TarBuilder()
        make(&builder)
        var applier = LayerApplier(into: layer)
        applier.base = onBase ? base : nil
        return try applier.apply(BytesSource(builder.finished()))
    }

    @Test("the digest is that of the whole stream, filling at its end included")
    func digest() throws {
        var builder = TarBuilder()
        builder.add("a", content: [1])
        let archive = builder.finished() + [UInt8](repeating: 0, count: 9000)
        let applied = try LayerApplier(into: layer).apply(BytesSource(archive))
        #expect(applied.summary.diffID == Digest.of(archive))
        #expect(applied.summary.tarSize == Int64(archive.count))
        #expect(applied.summary.entryCount == 1 && applied.summary.contentSize == 1)
    }

    @Test("whiteouts become overlayfs's, opaque marks its attribute")
    func whiteouts() throws {
        let applied = try apply {
            $0.add("d", type: "5")
            $0.add("d/.wh..wh..opq")
            $0.add("d/new")
            $0.add(".wh.gone")
            $0.add(".wh..wh.plnk")
        }
        #expect(try layer.paths() == ["d/", "d/new", "gone"])
        #expect(try layer.isWhiteout("gone") && layer.isOpaque("d"))
        #expect(!applied.dependsOnBase)
    }

    @Test("a whiteout hides what is below, never what its own layer has")
    func whiteoutAndEntry() throws {
        try apply {
            $0.add("a")
            $0.add(".wh.a")
            $0.add(".wh.b")
            $0.add("b")
            $0.add("d", type: "5")
            $0.add("d/x")
            $0.add(".wh.d")
            $0.add(".wh.e")
            $0.add("e", type: "5")
        }
        #expect(try layer.paths() == ["a", "b", "d/", "d/x", "e/"])
        #expect(try layer.kind("a") == .regular && layer.kind("b") == .regular)
        #expect(try layer.isOpaque("d") && layer.isOpaque("e"))
    }

    @Test("implied parents take mode, owner and time from the stack below")
    func impliedParents() throws {
        try base.put(directory: "tmp", mode: 0o1777)
        try base.setOwner(user: 3, group: 4, of: bytes("tmp"))
        try base.stamp("tmp", 77)
        let applied = try apply {
            $0.add("tmp/f")
            $0.add("new/deep/f")
        }
        let status = try layer.status(of: bytes("tmp"))
        #expect(status.permissions == 0o1777 && status.userID == 3 && status.groupID == 4)
        #expect(status.modified == FileTime(seconds: 77))
        #expect(try layer.status(of: bytes("new")).permissions == 0o755)
        #expect(applied.impliedParents == [bytes("new"), bytes("new/deep"), bytes("tmp")])
        #expect(applied.dependsOnBase)
    }

    @Test("facts are equal for equal stacks and differ for others; a named parent is none")
    func facts() throws {
        func facts(_ name: String, mode: UInt16, _ make: (inout TarBuilder) -> Void) throws -> Digest? {
            let base = try scratch.directory("base-" + name)
            try base.put(directory: "tmp", mode: mode)
            try base.stamp("tmp")
            var builder = TarBuilder()
            make(&builder)
            var applier = LayerApplier(into: try scratch.directory("layer-" + name))
            applier.base = base
            return try applier.apply(BytesSource(builder.finished())).baseFacts
        }
        let implied: (inout TarBuilder) -> Void = { $0.add("tmp/f") }
        let one = try facts("1", mode: 0o1777, implied)
        #expect(one != nil)
        #expect(try facts("2", mode: 0o1777, implied) == one)
        #expect(try facts("3", mode: 0o755, implied) != one)
        #expect(
            try facts("4", mode: 0o755) {
                $0.add("tmp", type: "5"); $0.add("tmp/f")
            } == nil)
        #expect(
            try facts("5", mode: 0o755) {
                $0.add("tmp/f"); $0.add("tmp", type: "5")
            } == nil)
    }

    @Test(
        "a link below is followed inside the root, and stays", arguments: ["usr/bin", "/usr/bin", "./usr/../usr/bin/."])
    func linkBelow(target: String) throws {
        try base.put(directory: "usr", mode: 0o755)
        try base.put(directory: "usr/bin", mode: 0o751)
        try base.makeSymbolicLink(bytes("bin"), target: bytes(target))
        let applied = try apply { $0.add("bin/tool", content: bytes("x")) }
        #expect(try layer.paths() == ["usr/", "usr/bin/", "usr/bin/tool"])
        #expect(try layer.status(of: bytes("usr/bin")).permissions == 0o751)
        #expect(applied.dependsOnBase)
    }

    @Test("a link of the layer itself is followed too")
    func linkInLayer() throws {
        let applied = try apply {
            $0.add("usr", type: "5")
            $0.add("usr/lib", type: "5")
            $0.add("lib", type: "2", link: "/usr/lib")
            $0.add("lib/f")
        }
        #expect(try layer.paths() == ["lib", "usr/", "usr/lib/", "usr/lib/f"])
        #expect(!applied.dependsOnBase)
    }

    @Test("a directory that the archive names replaces a link below")
    func directoryOverLink() throws {
        try base.makeSymbolicLink(bytes("bin"), target: bytes("usr/bin"))
        try apply {
            $0.add("bin", type: "5", mode: 0o755)
            $0.add("bin/tool")
        }
        #expect(try layer.paths() == ["bin/", "bin/tool"])
    }

    @Test("the later of two entries of a path wins")
    func duplicates() throws {
        try apply {
            $0.add("f", content: bytes("one"), mode: 0o600)
            $0.add("f", content: bytes("two"), mode: 0o640)
            $0.add("x", type: "5")
            $0.add("x/inner")
            $0.add("x", content: bytes("file now"))
            $0.add("y")
            $0.add("y", type: "5")
            $0.add("l", type: "2", link: "target")
            $0.add("l", content: bytes("file"))
        }
        #expect(try layer.paths() == ["f", "l", "x", "y/"])
        #expect(try layer.text("f") == "two" && layer.text("x") == "file now" && layer.text("l") == "file")
        #expect(try layer.status(of: bytes("f")).permissions == 0o640)
        // The file hid what is below; so does the directory that took its place.
        #expect(try layer.isOpaque("y"))
    }

    @Test("hard links: in the layer, and to a file below, which is copied up")
    func hardLinks() throws {
        try base.put("below", "text", mode: 0o4755)
        let applied = try apply {
            $0.add("a", content: bytes("one"))
            $0.add("d/b", type: "1", link: "./a")
            $0.add("c", type: "1", link: "/below")
            $0.add("a", type: "1", link: "a")
        }
        #expect(try layer.paths() == ["a", "below", "c", "d/", "d/b"])
        #expect(try layer.status(of: bytes("a")).inode == layer.status(of: bytes("d/b")).inode)
        #expect(try layer.status(of: bytes("c")).inode == layer.status(of: bytes("below")).inode)
        let status = try layer.status(of: bytes("c"))
        #expect(
            try layer.text("c") == "text" && status.permissions == 0o4755 && status.modified.seconds == 1_000_000_000)
        #expect(applied.dependsOnBase)
    }

    @Test("set-user-id bits survive the owner, attributes are kept by their list")
    func metadata() throws {
        let capability: [UInt8] = [1, 0, 0, 2, 0, 4, 0, 0] + [UInt8](repeating: 0, count: 12)
        try apply { builder in
            builder.extend([
                ("SCHILY.xattr.security.capability", capability), ("SCHILY.xattr.user.note", bytes("hi")),
                ("SCHILY.xattr.trusted.overlay.opaque", bytes("y")), ("SCHILY.xattr.user.overlay.opaque", bytes("y")),
                ("SCHILY.xattr.trusted.overlay.redirect", bytes("/etc")),
            ])
            builder.add("f", content: [1], mode: 0o6755, user: 12, group: 34, modified: 99)
            builder.extend([("SCHILY.xattr.trusted.overlay.opaque", "y")])
            builder.add("d", type: "5", mode: 0o2770, user: 12, group: 34, modified: 98)
            builder.add("d/inner", content: [1], modified: 97)
        }
        let status = try layer.status(of: bytes("f"))
        #expect(status.permissions == 0o6755 && status.userID == 12 && status.groupID == 34)
        #expect(status.modified == FileTime(seconds: 99))
        #expect(try layer.attributeNames(of: bytes("f")).sorted() == ["security.capability", "user.note"])
        #expect(try layer.attribute("security.capability", of: bytes("f")) == capability)
        let directory = try layer.status(of: bytes("d"))
        #expect(directory.permissions == 0o2770 && directory.modified == FileTime(seconds: 98))
        #expect(try layer.attributeNames(of: bytes("d")) == [])
        #expect(try layer.status(of: bytes("d/inner")).groupID == 0)
    }

    @Test("the root's entry is given back and set")
    func root() throws {
        let applied = try apply { $0.add("./", type: "5", mode: 0o700, user: 5, group: 6) }
        #expect(applied.summary.rootMetadata == RootMetadata(permissions: 0o700, userID: 5, groupID: 6))
        #expect(try RootMetadata(of: layer) == applied.summary.rootMetadata)
    }

    @Test("an opaque root hides every name below by itself")
    func opaqueRoot() throws {
        try base.put("a")
        try base.put(directory: "d")
        let applied = try apply {
            $0.add("d", type: "5")
            $0.add(".wh..wh..opq")
        }
        #expect(try layer.paths() == ["a", "d/"])
        #expect(try layer.isWhiteout("a") && layer.isOpaque("d") && applied.dependsOnBase)
    }

    @Test("an archive goes below a destination with another owner, its links stay in the root")
    func destination() throws {
        try base.put(directory: "app", mode: 0o711)
        try base.makeSymbolicLink(bytes("app/etc"), target: bytes("/etc"))
        try base.put(directory: "etc")
        var builder = TarBuilder()
        builder.add("etc/f", content: [1], user: 9)
        builder.add("g", type: "1", link: "etc/f")
        var applier = LayerApplier(into: layer)
        applier.base = base
        applier.destination = bytes("app")
        applier.owner = (1, 2)
        try _ = applier.apply(BytesSource(builder.finished()))
        #expect(try layer.paths() == ["app/", "app/g", "etc/", "etc/f"])
        #expect(try layer.status(of: bytes("etc/f")).userID == 1)
        #expect(try layer.status(of: bytes("app")).permissions == 0o711)
    }

    @Test("times later than SOURCE_DATE_EPOCH become it")
    func epoch() throws {
        var builder = TarBuilder()
        builder.add("old", modified: 5)
        builder.add("new", modified: 500)
        var applier = LayerApplier(into: layer)
        applier.sourceDateEpoch = 100
        try _ = applier.apply(BytesSource(builder.finished()))
        #expect(try layer.status(of: bytes("old")).modified.seconds == 5)
        #expect(try layer.status(of: bytes("new")).modified.seconds == 100)
    }

    @Test("a sparse file arrives with its bytes and as a hole")
    func sparse() throws {
        let make =
            "truncate -s 40M f; printf end | dd of=f bs=1 seek=30000000 conv=notrunc status=none; tar --format=posix -Scf s.tar f"
        try shell(make, in: scratch.path)
        let archive = try FileHandle.open(FilePath(scratch.path("s.tar")))
        let applied = try LayerApplier(into: layer).apply(FileSource(archive))
        try shell("cmp f layer/f && test $(stat -c %b layer/f) -lt 1000", in: scratch.path)
        #expect(try LayerCapture(of: layer).capture().contentDigest == applied.summary.contentDigest)
    }
}
