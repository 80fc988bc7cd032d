/// The layers of an image laid over each other: every path that any of them names, once, with what each layer has there.
///
/// Costs about 14 bytes a path beside the layers' own trees. Nodes are numbered like the entries of a ``LayerTree``: breadth
/// first, those of one directory sorted by name, `/` is 0. What is there in the end, what a layer adds, and what it
/// all weighs is answered by a ``StackedView``.
///
/// ```swift
/// let stack = StackedTree(layers)                        // bottom first
/// for node in stack.children(of: StackedTree.root) {
///     for place in stack.occurrences(of: node) {         // bottom first
///         print(stack.name(of: node), place.layer, stack.layers[place.layer][place.entry].size)
///     }
/// }
/// ```
public struct StackedTree: Sendable {
    /// An entry of a layer.
    public struct Occurrence: Hashable, Sendable {
        /// The layer's number, the lowest is 0.
        public let layer: Int
        /// The number of the entry in its ``LayerTree``.
        public let entry: Int
    }

    /// The number of `/`.
    public static let root = 0
    @usableFromInline static var isDirectory: UInt32 { 1 << 31 }

    /// The trees of the layers, bottom first.
    public private(set) var layers: [LayerTree]
    /// The directory that each node is in; the highest bit tells that something lies below the node.
    @usableFromInline var parents: [UInt32] = []
    var directories = ChildTable()
    var firstOccurrences: [UInt32] = []
    var occurrenceLayers: [UInt16] = []
    var occurrenceEntries: [UInt32] = []

    /// Lays trees over each other, bottom first; there may be 65,536 at most.
    public init(_ layers: [LayerTree]) {
        self.layers = layers
        merge()
    }

    /// The same paths, where of some files more is known now. The trees have the entries that those of this stack have.
    public func knowing(_ layers: [LayerTree]) -> StackedTree {
        var result = self
        result.layers = layers
        return result
    }

    /// How many paths there are, `/` among them.
    @inlinable public var count: Int { parents.count }

    /// The directory that a node is in; that of `/` is `/`.
    @inlinable public func parent(of node: Int) -> Int { Int(parents[node] & ~Self.isDirectory) }

    /// Whether anything lies below a node in any layer.
    @inlinable public func hasChildren(_ node: Int) -> Bool { parents[node] & Self.isDirectory != 0 }

    /// What lies below a node in any layer, sorted by the bytes of the names.
    public func children(of node: Int) -> Range<Int> {
        guard hasChildren(node) else { return node..<node }
        return directories.children(of: node, count: count)
    }

    /// What the layers have at a path, bottom first; of one layer the whiteout comes last.
    public func occurrences(of node: Int) -> some RandomAccessCollection<Occurrence> {
        occurrenceRange(node).lazy.map { occurrence($0) }
    }

    /// The bytes of a node's name; empty for `/`.
    public func name(of node: Int) -> ArraySlice<UInt8> {
        guard node != Self.root else { return [] }
        let first = occurrence(Int(firstOccurrences[node]))
        return layers[first.layer].name(of: first.entry)
    }

    /// The bytes of a node's path without `/` at its beginning; empty for `/`.
    public func path(of node: Int) -> [UInt8] {
        guard node != Self.root else { return [] }
        let first = occurrence(Int(firstOccurrences[node]))
        return layers[first.layer].path(of: first.entry)
    }

    /// Whether the path of a node is less than that of another, byte by byte. No path is put together for it.
    func pathPrecedes(_ left: Int, _ right: Int) -> Bool {
        if left == right { return false }
        // The names below the deepest directory that both are in decide.
        var (one, other) = (left, right)
        var (oneDepth, otherDepth) = (depth(of: one), depth(of: other))
        var (isBelowOne, isBelowOther) = (false, false)
        while oneDepth > otherDepth {
            (one, oneDepth, isBelowOne) = (parent(of: one), oneDepth - 1, true)
        }
        while otherDepth > oneDepth {
            (other, otherDepth, isBelowOther) = (parent(of: other), otherDepth - 1, true)
        }
        if one == other { return isBelowOther }
        while parent(of: one) != parent(of: other) {
            (one, other, isBelowOne, isBelowOther) = (parent(of: one), parent(of: other), true, true)
        }
        return Self.precedes(name(of: one), isBelowOne, name(of: other), isBelowOther)
    }

    private func depth(of node: Int) -> Int {
        var (node, depth) = (node, 0)
        while node != Self.root { (node, depth) = (parent(of: node), depth + 1) }
        return depth
    }

    /// Whether a name comes before another one, where some have `/` and more behind them.
    private static func precedes(
        _ left: ArraySlice<UInt8>, _ isDirectory: Bool, _ right: ArraySlice<UInt8>, _ isOtherDirectory: Bool
    ) -> Bool {
        let common = min(left.count, right.count)
        for step in 0..<common where left[left.startIndex + step] != right[right.startIndex + step] {
            return left[left.startIndex + step] < right[right.startIndex + step]
        }
        let slash = UInt8(ascii: "/")
        if left.count < right.count { return !isDirectory || slash < right[right.startIndex + common] }
        if left.count > right.count { return isOtherDirectory && left[left.startIndex + common] < slash }
        return !isDirectory && isOtherDirectory
    }

    /// The node of a path, with or without `/` at its beginning.
    public func node(at path: [UInt8]) -> Int? {
        var current = Self.root
        for part in path.split(separator: UInt8(ascii: "/")) where !part.elementsEqual([UInt8(ascii: ".")]) {
            guard let next = child(part, of: current) else { return nil }
            current = next
        }
        return current
    }

    /// The node of a name in a directory, by binary search.
    public func child(_ name: ArraySlice<UInt8>, of node: Int) -> Int? {
        let all = children(of: node)
        var range = all
        while !range.isEmpty {
            let middle = range.lowerBound + range.count / 2
            if LayerTree.precedes(self.name(of: middle), false, name, false) {
                range = (middle + 1)..<range.upperBound
            } else {
                range = range.lowerBound..<middle
            }
        }
        let found = range.lowerBound
        return found < all.upperBound && self.name(of: found).elementsEqual(name) ? found : nil
    }

    func occurrenceRange(_ node: Int) -> Range<Int> {
        Int(firstOccurrences[node])..<(node + 1 < count ? Int(firstOccurrences[node + 1]) : occurrenceEntries.count)
    }

    func occurrence(_ number: Int) -> Occurrence {
        Occurrence(layer: Int(occurrenceLayers[number]), entry: Int(occurrenceEntries[number]))
    }
}
