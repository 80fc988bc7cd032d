import LayerAnalysis
import Testing

@Suite("Stacked trees")
struct StackedTreeTests {
    private static func tree(_ make: (inout LayerTreeBuilder) -> Void) -> LayerTree {
        var builder = LayerTreeBuilder()
        make(&builder)
        return builder.finish()
    }

    private let stack = StackedTree([
        tree {
            $0.add(bytes("d"), kind: .directory, permissions: 0o755)
            $0.add(bytes("d/a"), kind: .file, size: 10)
            $0.add(bytes("d/b"), kind: .file, size: 20)
            $0.add(bytes("e/x"), kind: .file, size: 1)
            $0.add(bytes("e/y/z"), kind: .file, size: 2)
            $0.add(bytes("f"), kind: .file, size: 4)
        },
        tree {
            $0.add(bytes("d/a"), kind: .whiteout)
            $0.add(bytes("d/b"), kind: .file, size: 21)
            $0.add(bytes("d/c"), kind: .file, size: 30)
            $0.setOpaque(bytes("e"))
            $0.add(bytes("e/x"), kind: .file, size: 3)
        },
        tree {
            $0.add(bytes("d"), kind: .file, size: 100)
            $0.add(bytes("f"), kind: .file, size: 4)
        },
    ])

    private func changes(_ view: StackedView) -> [String: StackedView.Change] {
        var result: [String: StackedView.Change] = [:]
        for node in 1..<stack.count { result[text(stack.path(of: node)[...])] = view.change(of: node) }
        return result.filter { $0.value != .absent }
    }

    @Test("tell what one layer did")
    func oneLayer() {
        #expect(
            changes(StackedView(stack, through: 1, since: 0)) == [
                "d": .unchanged, "d/a": .removed, "d/b": .modified, "d/c": .added, "e": .unchanged, "e/x": .modified,
                "e/y": .removed, "e/y/z": .removed, "f": .unchanged,
            ])
        #expect(
            changes(StackedView(stack, through: 2, since: 1)) == [
                "d": .modified, "d/b": .removed, "d/c": .removed, "e": .unchanged, "e/x": .unchanged, "f": .unchanged,
            ])
    }

    @Test("tell what all layers above the lowest did")
    func aggregated() {
        #expect(
            changes(StackedView(stack, through: 2, since: 0)) == [
                "d": .modified, "d/a": .removed, "d/b": .removed, "e": .unchanged, "e/x": .modified, "e/y": .removed,
                "e/y/z": .removed, "f": .unchanged,
            ])
    }

    @Test("weigh directories by what is seen in them")
    func sizes() throws {
        let view = StackedView(stack, through: 1, since: 0)
        #expect(view.size(of: try #require(stack.node(at: bytes("d")))) == 51)
        #expect(view.size(of: try #require(stack.node(at: bytes("/e")))) == 3)
        #expect(view.size(of: StackedTree.root) == 58)
        #expect(view.hasChangesBelow(try #require(stack.node(at: bytes("d")))))
        #expect(StackedView(stack, through: 2, since: -1).size(of: StackedTree.root) == 107)
    }
}
