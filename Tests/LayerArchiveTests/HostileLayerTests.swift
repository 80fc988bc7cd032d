import LayerArchive
import LinuxSystem
import Testing

/// Archives that try to leave the root or to forge what overlayfs reads: one clear error each (layer rule 14).
@Suite("Hostile layers")
struct HostileLayerTests {
    static let cases: [HostileTarTests.Case] = [
        .init("a path that leaves the root", .unsafePath) { $0.add("../evil") },
        .init("a path that leaves the root later", .unsafePath) { $0.add("a/../../evil") },
        .init("an absolute path that leaves the root", .unsafePath) { $0.add("/../evil") },
        .init("a whiteout that leaves the root", .unsafePath) { $0.add("../.wh.evil") },
        .init("a hard link that leaves the root", .unsafeLink) { $0.add("a", type: "1", link: "../../etc/passwd") },
        .init("a hard link to a directory", .unsafeLink) {
            $0.add("d", type: "5"); $0.add("a", type: "1", link: "d")
        },
        .init("a hard link to the root", .unsafeLink) { $0.add("a", type: "1", link: "/") },
        .init("a hard link to nothing", .missingLinkTarget) { $0.add("a", type: "1", link: "b") },
        .init("a hard link to what the layer removes", .missingLinkTarget) {
            $0.add(".wh.b")
            $0.add("a", type: "1", link: "b")
        },
        .init("an entry through a link that leaves the root", .unsafePath) {
            $0.add("l", type: "2", link: "../../../outside")
            $0.add("l/f")
        },
        .init("a whiteout through a link that leaves the root", .unsafePath) {
            $0.add("l", type: "2", link: "..")
            $0.add("l/.wh.f")
        },
        .init("a hard link through a link that leaves the root", .unsafePath) {
            $0.add("l", type: "2", link: "..")
            $0.add("f", type: "1", link: "l/layer")
        },
        .init("links in a circle", .unsafePath) {
            $0.add("a", type: "2", link: "b")
            $0.add("b", type: "2", link: "a")
            $0.add("a/f")
        },
        .init("links that multiply", .unsafePath) { builder in
            builder.add("l0", type: "2", link: ".")
            for index in 1..<50 { builder.add("l\(index)", type: "2", link: "l\(index - 1)/l\(index - 1)") }
            builder.add("l49/f")
        },
        .init("an entry below a file", .notADirectory) {
            $0.add("f"); $0.add("f/g")
        },
        .init("a forged whiteout", .forgedWhiteout) { $0.add("a", type: "3", device: (0, 0)) },
        .init("a whiteout of nothing", .badWhiteout) { $0.add(".wh.") },
        .init("a whiteout of the directory", .badWhiteout) { $0.add("d/.wh..") },
        .init("a whiteout of the parent", .badWhiteout) { $0.add("d/.wh...") },
        .init("an entry below a whiteout", .badWhiteout) { $0.add(".wh.d/f") },
        .init("a name of 256 bytes", .tooLarge) {
            $0.extend([("path", String(repeating: "n", count: 256))])
            $0.add("n")
        },
        .init("a path 3000 directories deep", .tooLarge) {
            $0.extend([("path", String(repeating: "a/", count: 3000))])
            $0.add("n")
        },
        .init("a root that is a link", .unsafePath) { $0.add("./", type: "2", link: "/etc") },
        .init("a content that is not there", .truncated) { $0.add("f", size: 1 << 30) },
    ]

    @Test("each is refused with its error, and nothing appears outside", arguments: cases)
    func refuses(one: HostileTarTests.Case) throws {
        let scratch = try Scratch()
        let root = try scratch.directory("root")
        try root.put(directory: "layer")
        let layer = try root.openDirectory(bytes("layer"))
        let found = try code { _ = try LayerApplier(into: layer).apply(BytesSource(one.archive)) }
        #expect(found == one.code)
        #expect(try root.entries().map(\.name) == [bytes("layer")])
        #expect(try scratch.handle.entries().map(\.name) == [bytes("root")])
    }

    @Test("an entry through an absolute link stays in the root")
    func absoluteLink() throws {
        let scratch = try Scratch()
        let layer = try scratch.directory("layer")
        var builder = TarBuilder()
        builder.add("l", type: "2", link: "/tmp/outside")
        builder.add("l/f")
        _ = try LayerApplier(into: layer).apply(BytesSource(builder.finished()))
        #expect(try layer.paths() == ["l", "tmp/", "tmp/outside/", "tmp/outside/f"])
    }

    @Test("a leading slash is stripped, links are stored as they are")
    func stored() throws {
        let scratch = try Scratch()
        let layer = try scratch.directory("layer")
        var builder = TarBuilder()
        builder.add("/etc/x", content: [1])
        builder.add("//up", type: "2", link: "../../../../etc/passwd")
        _ = try LayerApplier(into: layer).apply(BytesSource(builder.finished()))
        #expect(try layer.paths() == ["etc/", "etc/x", "up"])
        #expect(try layer.readLink(bytes("up")) == bytes("../../../../etc/passwd"))
    }

    @Test("an archive that is no layer may not remove anything")
    func rejectsWhiteouts() throws {
        let scratch = try Scratch()
        var builder = TarBuilder()
        builder.add(".wh.a")
        var applier = LayerApplier(into: try scratch.directory("layer"))
        applier.rejectsWhiteouts = true
        #expect(try code { _ = try applier.apply(BytesSource(builder.finished())) } == .reservedName)
    }

    @Test("more after the end than allowed")
    func trailing() throws {
        let scratch = try Scratch()
        var applier = LayerApplier(into: try scratch.directory("layer"))
        applier.limits.trailingBytes = 100
        #expect(try code { _ = try applier.apply(BytesSource([UInt8](repeating: 0, count: 2000))) } == .tooLarge)
    }

    @Test("paths as deep as allowed cost neither descriptors nor the stack")
    func deep() throws {
        let scratch = try Scratch()
        let layer = try scratch.directory("layer")
        var builder = TarBuilder()
        builder.extend([("path", String(repeating: "a/", count: 2000) + "f")])
        builder.add("n", content: [1])
        let applied = try LayerApplier(into: layer).apply(BytesSource(builder.finished()))
        #expect(applied.impliedParents.count == 2000)
        #expect(applied.summary.entryCount == 2001)
    }
}
