import Explorer
import Inspection
import LayerAnalysis

/// The trees of an image's layers, with what is needed to tell which files of different layers are the same.
extension LayerFiles {
    /// A layer's entries. Of an archive all bytes pass by, and are hashed; of a directory only names and sizes are read.
    func tree(of layer: Int) async throws -> LayerTree {
        try await image.layers[layer].entries(hashing: !areInStore)
    }

    /// Whether the layers are directories of the store.
    var areInStore: Bool {
        switch image.source {
        case .store, .container: true
        default: false
        }
    }

    /// The trees with the content known of each file that another layer has in the same size and with the same owner and mode: only
    /// that tells whether it changed. `nil` where nothing had to be found out.
    func identified(_ stack: StackedTree) async throws -> [LayerTree]? {
        let wanted = Self.ambiguous(stack)
        if wanted.allSatisfy(\.isEmpty) { return nil }
        var trees = stack.layers
        for (layer, entries) in wanted.enumerated() where !entries.isEmpty {
            try await image.layers[layer].identify(entries, in: &trees[layer])
        }
        return trees
    }

    /// For each layer the files whose content is to be known, in order.
    private static func ambiguous(_ stack: StackedTree) -> [[UInt32]] {
        var result = [[UInt32]](repeating: [], count: stack.layers.count)
        for node in 0..<stack.count {
            let places = stack.occurrences(of: node)
            guard places.count > 1 else { continue }
            var isNoted = false
            for (lower, upper) in zip(places, places.dropFirst()) {
                let isAmbiguous = Self.isAmbiguous(stack, lower, upper)
                if isAmbiguous {
                    if !isNoted { result[lower.layer].append(UInt32(lower.entry)) }
                    result[upper.layer].append(UInt32(upper.entry))
                }
                isNoted = isAmbiguous
            }
        }
        return result
    }

    private static func isAmbiguous(
        _ stack: StackedTree, _ lower: StackedTree.Occurrence, _ upper: StackedTree.Occurrence
    ) -> Bool {
        let (one, other) = (stack.layers[lower.layer][lower.entry], stack.layers[upper.layer][upper.entry])
        guard one.kind == .file, other.kind == .file, one.size > 0, one.size == other.size,
            one.permissions == other.permissions, one.userID == other.userID, one.groupID == other.groupID
        else { return false }
        return stack.layers[lower.layer].content(of: lower.entry) == nil
            || stack.layers[upper.layer].content(of: upper.entry) == nil
    }
}
