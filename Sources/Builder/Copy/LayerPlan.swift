import LayerArchive
import LinuxSystem

/// The entries that a step adds, as a list in the canonical order.
struct LayerPlan {
    /// An entry, and where its bytes come from.
    struct Item {
        var entry: LayerEntry
        let content: PlanNode.Content
    }

    /// The directories made on the way get this time.
    let madeAt: Int64
    private let root: PlanNode

    /// - Parameter madeAt: the time of directories that were made on the way; `nil`: that of the newest entry copied, so that
    ///   the same files give the same layer at any time.
    init(root: PlanNode, madeAt: Int64?) {
        self.root = root
        self.madeAt = madeAt ?? Self.newest(in: root) ?? 0
    }

    /// Calls for each entry, a directory before what it holds.
    ///
    /// Directories that are there already come where something below them changes: the layer stands for them too. The root
    /// comes only where it changes itself.
    func forEach(_ body: (Item) throws -> Void) throws {
        if !root.isUnchanged { try body(Item(entry: root.entry(at: [], madeAt: madeAt), content: .none)) }
        try Self.visit(root, at: [], madeAt: madeAt, body)
    }

    private static func visit(_ node: PlanNode, at path: [UInt8], madeAt: Int64, _ body: (Item) throws -> Void) throws {
        for (name, child) in node.children.sorted(by: { BytePath.precedes($0.key, $1.key) }) {
            if child.isUnchanged, !child.holdsChange { continue }
            let path = BytePath.appending(name, to: path)
            try body(Item(entry: child.entry(at: path, madeAt: madeAt), content: child.content))
            try visit(child, at: path, madeAt: madeAt, body)
        }
    }

    private static func newest(in node: PlanNode) -> Int64? {
        node.children.values.reduce(node.isUnchanged ? nil : node.modified) { newest, child in
            guard let time = Self.newest(in: child) else { return newest }
            return max(time, newest ?? time)
        }
    }
}

extension PlanNode {
    /// Whether anything at or below it is not as it was.
    fileprivate var holdsChange: Bool { !isUnchanged || children.values.contains { $0.holdsChange } }
}
