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

    @Test("numbers that are rare are kept as they are, through bytes and back", arguments: [1, 70_000])
    func encoding(count: Int) throws {
        var builder = LayerTreeBuilder()
        for number in 0..<count {
            let size = Int64(number) << 20
            builder.add(
                bytes("d\(number % 100)/f\(number)"), kind: .file, size: size, permissions: 0o644,
                userID: UInt32(number % 7) &- 1, groupID: 5, modified: number % 3 == 0 ? -5 : Int64(number) << 18,
                content: number % 2 == 0 ? ContentID(UInt64(number), 1) : nil)
        }
        builder.add(bytes("d0/link"), kind: .symbolicLink, link: bytes("f0"))
        builder.setOpaque(bytes("d0"))
        let tree = builder.finish()
        var encoded: [UInt8] = []
        tree.encode { encoded += $0 }
        var rest = encoded[...]
        func read(_ count: Int) -> [UInt8]? {
            guard rest.count >= count else { return nil }
            defer { rest = rest.dropFirst(count) }
            return Array(rest.prefix(count))
        }
        let again = try #require(LayerTree(decoding: read))
        #expect(rest.isEmpty)
        #expect(again.count == tree.count && again.headerBytes == tree.headerBytes)
        #expect(again.archivedCount == tree.archivedCount)
        #expect(
            (0..<tree.count).allSatisfy { entry in
                again[entry] == tree[entry] && again.path(of: entry) == tree.path(of: entry)
                    && again.linkTarget(of: entry) == tree.linkTarget(of: entry)
                    && again.content(of: entry) == tree.content(of: entry)
                    && again.children(of: entry) == tree.children(of: entry)
            })
        let last = try #require(tree.entry(at: bytes("d\((count - 1) % 100)/f\(count - 1)")))
        #expect(tree[last].size == Int64(count - 1) << 20)
        #expect(tree[last].modified == ((count - 1) % 3 == 0 ? -5 : Int64(count - 1) << 18))
        #expect(tree[last].userID == UInt32((count - 1) % 7) &- 1)
        rest = encoded.dropLast()[...]
        #expect(LayerTree(decoding: read) == nil)
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
