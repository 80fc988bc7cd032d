/// What is known of each path, as a tree of names.
final class PathTree {
    /// What the layers so far, from the top down, have at a path.
    struct Mark {
        /// Nothing of lower layers is to be seen at the path itself.
        var hidesPath = false
        /// Nothing of lower layers is to be seen below the path.
        var hidesBelow = false
        /// A layer has a directory here, so that only a directory of a lower layer is to be seen.
        var isDirectory = false
        /// The layer that removed the name, as long as nothing has been found below that it removes.
        var removal: Int?
        /// The layer whose directory counts as made there, with its attributes, as long as no lower layer has the same.
        var directory: (layer: Int, attributes: UInt64)?
    }

    var mark = Mark()
    private var children: [[UInt8]: PathTree] = [:]

    /// The nodes from the root to a path, as far as they are there.
    func nodes(to components: [[UInt8]]) -> [PathTree] {
        var result = [self]
        for component in components {
            guard let next = result[result.count - 1].children[component] else { break }
            result.append(next)
        }
        return result
    }

    /// The nodes from the root to a path; those that are not there are made.
    func makeNodes(to components: [[UInt8]]) -> [PathTree] {
        var result = [self]
        for component in components {
            let node = result[result.count - 1]
            let next = node.children[component] ?? PathTree()
            node.children[component] = next
            result.append(next)
        }
        return result
    }
}
