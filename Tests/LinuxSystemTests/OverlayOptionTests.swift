import LinuxSystem
import SystemPackage
import Testing

/// Layer rule 6, on real mounts: whatever the kernel's defaults are, a layer directory stays good below other parents.
@Suite("Options of stacked layers")
struct OverlayOptionTests {
    @Test("a directory below cannot be renamed: no redirect is ever made", arguments: OverlayMountTests.methods)
    func noRedirectIsMade(_ method: OverlayMount.Method) throws {
        let tree = try TestTree()
        let root = try Self.mount(tree, method)
        let error = #expect(throws: SystemError.self) {
            try root.rename(Array("dir".utf8), to: Array("moved".utf8))
        }
        #expect(error?.number == 18, "EXDEV: programs then copy")
        #expect(try Self.overlayAttributes(below: DirectoryHandle.open(tree.path.appending("upper"))) == [])
    }

    @Test(
        "a change of mode copies the bytes up: no metadata-only copy is ever made", arguments: OverlayMountTests.methods
    )
    func noMetadataOnlyCopyIsMade(_ method: OverlayMount.Method) throws {
        let tree = try TestTree()
        let root = try Self.mount(tree, method)
        try root.setPermissions(0o600, of: Array("dir/file".utf8))
        let upper = try DirectoryHandle.open(tree.path.appending("upper"))
        #expect(try upper.openFile(Array("dir/file".utf8)).readAll() == Array("bytes".utf8))
        let marks = try Self.overlayAttributes(below: upper)
        #expect(!marks.contains { $0.hasSuffix(".metacopy") || $0.hasSuffix(".redirect") }, "\(marks)")
    }

    @Test("a redirect in a layer is not followed", arguments: OverlayMountTests.methods)
    func noRedirectIsFollowed(_ method: OverlayMount.Method) throws {
        let tree = try TestTree()
        let lowers = try ["top", "bottom"].map { try tree.directory($0) }
        _ = try tree.directory("top/there")
        _ = try tree.directory("bottom/secret")
        try tree.write("bottom/secret/file", "x")
        try DirectoryHandle.open(lowers[0]).openDirectory(Array("there".utf8)).setAttribute(
            "trusted.overlay.redirect", to: Array("secret".utf8))
        let root = try OverlayMount.make(lowers: lowers, method: method).root()
        // The kernel may refuse the directory altogether; it must not show what the redirect names.
        let seen = (try? root.openDirectory(Array("there".utf8)).entries().map(\.name)) ?? []
        #expect(seen.isEmpty)
    }

    /// A stack of one layer with `dir/file` below an upper directory.
    private static func mount(_ tree: TestTree, _ method: OverlayMount.Method) throws -> DirectoryHandle {
        let lower = try tree.directory("lower")
        _ = try tree.directory("lower/dir")
        try tree.write("lower/dir/file", "bytes")
        return try OverlayMount.make(
            lowers: [lower, try tree.directory("bottom")], upper: try tree.directory("upper"),
            work: try tree.directory("work"), method: method
        ).root()
    }

    /// The names of all of overlayfs's attributes in a tree.
    private static func overlayAttributes(below directory: DirectoryHandle) throws -> [String] {
        var names: [String] = []
        for entry in try directory.entries() {
            names += try directory.attributeNames(of: entry.name).filter { $0.contains(".overlay.") }
            if entry.kind == .directory {
                names += try overlayAttributes(below: directory.openDirectory(entry.name))
            }
        }
        return names
    }
}
