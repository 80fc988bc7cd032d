import LayerArchive
import LinuxSystem
import OCI
import SystemPackage
import Testing

/// The normal form of what overlayfs itself writes: the stack shows the same afterwards, with less in the layer.
@Suite("The normal form of what overlayfs writes")
struct OverlayNormalFormTests {
    private func makeBase(_ base: DirectoryHandle) throws {
        for name in ["etc", "etc/conf", "var", "var/cache", "touched"] { try base.put(directory: name) }
        for name in ["etc/keep", "etc/append", "etc/write", "etc/gone", "etc/conf/x", "var/cache/y", "touched/f"] {
            try base.put(name, name)
        }
        try base.makeSymbolicLink(bytes("etc/link"), target: bytes("keep"))
        for name in ["etc/link", "etc/conf", "etc", "var/cache", "var", "touched"] { try base.stamp(name) }
    }

    /// What a step may do: each change in one way that the kernel records in its own.
    private func change(_ view: DirectoryHandle) throws {
        _ = try view.openFile(bytes("touched/f"), 0o2001)  // O_WRONLY | O_APPEND, and nothing written
        _ = try view.openFile(bytes("etc/append"), 0o2001)
        try view.openFile(bytes("etc/write"), 1).write(bytes("NEW"))
        try view.removeFile(bytes("etc/gone"))
        try view.removeTree(bytes("var/cache"))
        try view.put(directory: "var/cache")
        try view.put("var/cache/fresh")
        try view.removeTree(bytes("etc/conf"))
        try view.put("passing")
        try view.removeFile(bytes("passing"))
        try view.makeHardLink(bytes("etc/second"), to: bytes("etc/keep"), in: view)
    }

    @Test("the merged view is the same before and after")
    func mergedView() throws {
        let scratch = try Scratch()
        let base = try scratch.directory("base")
        let upper = try scratch.directory("upper")
        try scratch.handle.put(directory: "work")
        try makeBase(base)
        let paths = ["base", "upper", "work"].map { FilePath(scratch.path($0)) }
        let before: Digest
        do {
            let mount = try OverlayMount.make(lowers: [paths[0]], upper: paths[1], work: paths[2])
            let view = try mount.root()
            try change(view)
            before = try LayerCapture(of: view).capture().contentDigest
        }
        var capture = LayerCapture(of: upper)
        capture.base = base
        let summary = try capture.normalise()
        #expect(try LayerCapture(of: upper).capture() == summary)
        #expect(
            try upper.paths() == [
                "etc/", "etc/conf", "etc/gone", "etc/keep", "etc/second", "etc/write", "var/", "var/cache/",
                "var/cache/fresh",
            ])
        #expect(try upper.isWhiteout("etc/conf") && upper.isWhiteout("etc/gone") && upper.isOpaque("var/cache"))

        // Unpacked elsewhere from its archive, the layer gives the same stack.
        let sink = BytesSink()
        _ = try capture.capture(to: sink)
        let again = try scratch.directory("again")
        let applied = try LayerApplier(into: again).apply(BytesSource(sink.bytes))
        #expect(applied.summary == summary)
        for layer in ["upper", "again"] {
            let stack = try OverlayMount.make(lowers: [FilePath(scratch.path(layer)), paths[0]])
            #expect(try LayerCapture(of: stack.root()).capture().contentDigest == before, "\(layer)")
        }
    }
}
