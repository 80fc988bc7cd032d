import Synchronization

/// The directories of named contexts that a build reads: each is opened once, so that all steps see one state of it.
final class NamedTrees: Sendable {
    private let trees = Mutex<[String: SourceTree]>([:])

    /// The files of a name; opened at the first use.
    func tree(of name: String, open: () throws -> SourceTree) throws -> SourceTree {
        try trees.withLock { trees in
            if let known = trees[name] { return known }
            let tree = try open()
            trees[name] = tree
            return tree
        }
    }

    /// Has directories opened anew, because files have changed since.
    func forget() { trees.withLock { $0 = [:] } }

    /// Keeps for later builds what was learned of the files.
    func saveIndexes() {
        for tree in trees.withLock({ $0.values.map(\.self) }) { tree.index?.save() }
    }
}
