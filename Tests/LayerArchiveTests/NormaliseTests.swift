import LayerArchive
import LinuxSystem
import OCI
import SystemPackage
import Testing

/// The normal form of an upper directory (layer rule 7).
@Suite("The normal form of a layer")
struct NormaliseTests {
    let scratch: Scratch
    let base: DirectoryHandle
    let upper: DirectoryHandle

    init() throws {
        scratch = try Scratch()
        base = try scratch.directory("base")
        upper = try scratch.directory("upper")
    }

    @discardableResult
    private func normalise(base: DirectoryHandle? = nil, epoch: Int64? = nil) throws -> LayerSummary {
        var capture = LayerCapture(of: upper)
        capture.base = base ?? self.base
        capture.sourceDateEpoch = epoch
        let summary = try capture.normalise()
        // What is left says the same as the archive that was hashed.
        #expect(try LayerCapture(of: upper).capture() == summary)
        return summary
    }

    @Test("entries that were copied up but not changed are removed, with directories that hold nothing else")
    func unchanged() throws {
        for tree in [base, upper] {
            try tree.put(directory: "d")
            try tree.put("d/same", "text")
            try tree.put("d/bytes", "text")
            try tree.makeSymbolicLink(bytes("d/link"), target: bytes("x"))
            try tree.stamp("d/link")
            try tree.put(directory: "e")
            try tree.put("e/same")
            try tree.stamp("d", 5)
            try tree.stamp("e", 6)
        }
        try upper.put("d/bytes", "TEXT")
        try upper.stamp("d", 5)
        let summary = try normalise()
        #expect(try upper.paths() == ["d/", "d/bytes"])
        #expect(summary.entryCount == 2)
        #expect(try upper.status(of: bytes("d")).modified == FileTime(seconds: 5))
    }

    @Test(
        "one difference is enough to stay", arguments: ["mode", "owner", "time", "size", "bytes", "attribute", "kind"])
    func changed(what: String) throws {
        for tree in [base, upper] { try tree.put("f", "text") }
        let file = try upper.openFile(bytes("f"), 2)
        switch what {
        case "mode": try file.setPermissions(0o600)
        case "owner": try file.setOwner(user: 0, group: 1)
        case "size": try file.write(bytes("longer"))
        case "bytes": try file.write(bytes("TEXT"))
        case "attribute": try file.setAttribute("user.x", to: [1])
        case "kind":
            try upper.removeFile(bytes("f"))
            try upper.makeSymbolicLink(bytes("f"), target: bytes("text"))
        default: try file.setModified(FileTime(seconds: 1_000_000_001))
        }
        if what != "time" { try upper.stamp("f") }
        #expect(try normalise().entryCount == 1)
        #expect(try upper.paths() == ["f"])
    }

    @Test("an opaque mark stays only where the stack below has that directory")
    func opaque() throws {
        try base.put(directory: "known")
        try base.put("file")
        for name in ["known", "new", "file"] {
            try upper.put(directory: name)
            try upper.setAttribute("trusted.overlay.opaque", to: bytes("y"), of: bytes(name))
            try upper.put(name + "/f")
        }
        try normalise()
        #expect(try upper.isOpaque("known"))
        #expect(try !upper.isOpaque("new"))
        #expect(try !upper.isOpaque("file"))
    }

    @Test("what an opaque directory hides is not what its entries are compared with")
    func insideOpaque() throws {
        for tree in [base, upper] {
            try tree.put(directory: "d")
            try tree.put("d/f", "same")
        }
        try upper.setAttribute("trusted.overlay.opaque", to: bytes("y"), of: bytes("d"))
        try normalise()
        #expect(try upper.paths() == ["d/", "d/f"])
    }

    @Test("whiteouts of nothing and sockets are removed, others stay")
    func whiteoutsAndSockets() throws {
        try base.put("known")
        try upper.makeWhiteout(bytes("known"))
        try upper.makeWhiteout(bytes("unknown"))
        try shell("python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind(\"s\")'", in: scratch.path("upper"))
        #expect(try upper.kind("s") == .socket)
        #expect(try normalise().entryCount == 1)
        #expect(try upper.paths() == ["known"] && upper.isWhiteout("known"))
    }

    @Test("attributes that no layer keeps are stripped")
    func attributes() throws {
        try upper.put(directory: "d")
        try upper.put("d/f")
        try upper.makeSymbolicLink(bytes("d/l"), target: bytes("f"))
        for name in ["d", "d/f", "d/l"] {
            try upper.setAttribute("trusted.overlay.origin", to: [1, 2], of: bytes(name))
        }
        try upper.setAttribute("trusted.overlay.impure", to: bytes("y"), of: bytes("d"))
        try upper.setAttribute("user.kept", to: [7], of: bytes("d/f"))
        try upper.setAttribute("trusted.overlay.uuid", to: [7])
        try normalise()
        for name in ["", "d", "d/l"] { #expect(try upper.attributeNames(of: bytes(name)) == []) }
        #expect(try upper.attributeNames(of: bytes("d/f")) == ["user.kept"])
    }

    @Test("times become whole seconds, and SOURCE_DATE_EPOCH where they are later")
    func times() throws {
        try upper.put(directory: "d")
        try upper.put("d/f")
        try upper.put("d/g")
        try upper.makeSymbolicLink(bytes("d/l"), target: bytes("f"))
        try upper.stamp("d/f", 50, nanoseconds: 999_999_999)
        try upper.stamp("d/g", 5000, nanoseconds: 1)
        try upper.stamp("d/l", 60, nanoseconds: 5)
        try upper.stamp("d", 70, nanoseconds: 5)
        try normalise(epoch: 100)
        let found = try ["d", "d/f", "d/g", "d/l"].map { try upper.status(of: bytes($0)).modified }
        #expect(found == [70, 50, 100, 60].map { FileTime(seconds: $0) })
    }

    @Test("one of several names stays even if it is unchanged")
    func hardLinks() throws {
        for tree in [base, upper] { try tree.put("a", "text") }
        try upper.makeHardLink(bytes("b"), to: bytes("a"), in: upper)
        try normalise()
        #expect(try upper.paths() == ["a", "b"])
    }

    @Test("redirects and metadata-only copies are refused")
    func redirects() throws {
        try upper.put(directory: "d")
        try upper.setAttribute("trusted.overlay.redirect", to: bytes("/x"), of: bytes("d"))
        #expect(try code { try normalise() } == .redirected)
    }

    @Test("a name that marks removed files cannot be in a layer")
    func reservedName() throws {
        try upper.put(".wh.x")
        #expect(try code { try normalise() } == .reservedName)
    }

    @Test("another directory gets the normal form, this one stays as it was")
    func copies() throws {
        for tree in [base, upper] { try tree.put("same") }
        try upper.put("new", "text")
        try upper.makeWhiteout(bytes("nothing"))
        try upper.setAttribute("trusted.overlay.origin", to: [1], of: bytes("new"))
        var capture = LayerCapture(of: upper)
        capture.base = base
        let target = try scratch.directory("target")
        let copied = try capture.copy(into: target)
        #expect(try target.paths() == ["new"])
        #expect(try upper.paths() == ["new", "nothing", "same"])
        #expect(try capture.normalise() == copied)
        #expect(try LayerCapture(of: target).capture() == copied)
    }

    @Test("a changed root is an entry, an unchanged one is not")
    func root() throws {
        try upper.setPermissions(0o711)
        var capture = LayerCapture(of: upper)
        capture.root = .compared(with: .default)
        let changed = try capture.capture()
        #expect(changed.rootMetadata == RootMetadata(permissions: 0o711, userID: 0, groupID: 0))
        capture.root = .entry(try #require(changed.rootMetadata))
        #expect(try capture.capture() == changed)
        capture.root = .compared(with: RootMetadata(permissions: 0o711, userID: 0, groupID: 0))
        #expect(try capture.capture().rootMetadata == nil)
    }

    @Test("a tree deeper than the descriptors allow is captured")
    func deep() throws {
        try shell("p=upper; for i in $(seq 900); do p=$p/d; done; mkdir -p $p && touch $p/f", in: scratch.path)
        let summary = try normalise()
        #expect(summary.entryCount == 901)
    }
}
