/// The layers of an image laid over each other: every path that any of them names, once, with what each layer has there.
///
/// Costs about 20 bytes a path beside the layers' own trees. Nodes are numbered like the entries of a ``LayerTree``: breadth
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

    /// The trees of the layers, bottom first.
    public let layers: [LayerTree]
    var parents: [UInt32] = []
    var firstChildren: [UInt32] = []
    var firstOccurrences: [UInt32] = []
    var occurrenceLayers: [UInt16] = []
    var occurrenceEntries: [UInt32] = []

    /// Lays trees over each other, bottom first; there may be 65,536 at most.
    public init(_ layers: [LayerTree]) {
        self.layers = layers
        merge()
    }

    /// How many paths there are, `/` among them.
    public var count: Int { parents.count }

    /// The directory that a node is in; that of `/` is `/`.
    public func parent(of node: Int) -> Int { Int(parents[node]) }

    /// What lies below a node in any layer, sorted by the bytes of the names.
    public func children(of node: Int) -> Range<Int> {
        Int(firstChildren[node])..<(node + 1 < count ? Int(firstChildren[node + 1]) : count)
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
