import LayerAnalysis
import Testing

@Suite("Trees of layers")
struct LayerTreeTests {
    @Test("hold what was added, sorted, whatever the order")
    func sorted() {
        var builder = LayerTreeBuilder()
        builder.add(bytes("usr/bin/sh"), kind: .symbolicLink, link: bytes("dash"))
        builder.add(bytes("usr/bin/dash"), kind: .file, size: 7, permissions: 0o755)
        builder.add(bytes("etc"), kind: .directory, permissions: 0o755)
        builder.add(bytes("usr/bin/ash"), kind: .hardLink, link: bytes("usr/bin/dash"))
        builder.add(bytes("usr/bin/dash"), kind: .whiteout)
        let tree = builder.finish()
        #expect(tree.children(of: LayerTree.root).map { text(tree.name(of: $0)) } == ["etc", "usr"])
        let bin = tree.entry(at: bytes("/usr/bin"))
        #expect(bin.map { tree.children(of: $0).map { text(tree.name(of: $0)) } } == ["ash", "dash", "dash", "sh"])
        #expect(bin.map { tree[$0].isImplied } == true)
        #expect(tree.entry(at: bytes("etc")).map { tree[$0].isImplied } == false)
        #expect(tree.entry(at: bytes("usr/bin/sh")).flatMap { tree.linkTarget(of: $0) }.map { text($0) } == "dash")
        #expect(tree.entry(at: bytes("usr/bin/dash")).map { tree[$0].kind } == .file)
        #expect(tree.child(bytes("dash")[...], of: bin ?? 0, isWhiteout: true).map { tree[$0].kind } == .whiteout)
        #expect(tree.headerBytes == 7)
        #expect(tree.archivedCount == 5)
        #expect(tree.entry(at: bytes("usr/bin/sh")).map { text(tree.path(of: $0)[...]) } == "usr/bin/sh")
        #expect(tree.entry(at: bytes("usr/lib")) == nil)
    }

    @Test("take a path that comes twice as it is the second time, and count both")
    func twice() {
        var builder = LayerTreeBuilder()
        builder.add(bytes("a"), kind: .symbolicLink, link: bytes("first"))
        builder.add(bytes("b"), kind: .file, size: 5)
        builder.add(bytes("a"), kind: .symbolicLink, link: bytes("second"))
        builder.add(bytes("b"), kind: .file, size: 9)
        let tree = builder.finish()
        #expect(tree.entry(at: bytes("a")).flatMap { tree.linkTarget(of: $0) }.map { text($0) } == "second")
        #expect(tree.entry(at: bytes("b")).map { tree[$0].size } == 9)
        #expect(tree.headerBytes == 14)
        #expect(tree.count == 3)
    }

    @Test("a directory of a hundred thousand names is found in again")
    func gigantic() {
        var builder = LayerTreeBuilder()
        for number in 0..<100_000 { builder.add(bytes("d/\(number &* 7919 % 100_000)"), kind: .file, size: 1) }
        let tree = builder.finish()
        #expect(tree.count == 100_002)
        #expect((0..<100_000).allSatisfy { tree.entry(at: bytes("d/\($0)")) != nil })
    }
}

func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }
