/// Files with the same bytes in more than one layer, under whatever names.
public struct Duplicates: Sendable {
    /// The files of one content.
    public struct Group: Sendable {
        /// The bytes of each.
        public let size: Int64
        /// Where they are, the lowest layer first, then by path.
        public let places: [StackedTree.Occurrence]

        /// What all but one cost.
        public var wastedBytes: Int64 { size * Int64(places.count - 1) }
    }

    /// The groups, those that cost most first; each is put together when it is asked for.
    public struct Groups: RandomAccessCollection, Sendable {
        fileprivate var found = ContentGroups()
        fileprivate var sizes: [Int64] = []
        /// The numbers of the groups among all that were found.
        fileprivate var order: [UInt32] = []

        /// 0.
        public var startIndex: Int { 0 }
        /// How many there are.
        public var endIndex: Int { order.count }
        /// A group.
        public subscript(index: Int) -> Group {
            let number = Int(order[index])
            return Group(size: sizes[number], places: found.places(of: number))
        }
    }

    /// The groups, those that cost most first.
    public let groups: Groups
    /// What they all cost.
    public let wastedBytes: Int64

    /// The files of which it has to be known what is in them, before duplicates can be found: those with a size that files of another
    /// layer have too. By layer, the numbers of their entries.
    public static func candidates(in layers: [LayerTree]) -> [[UInt32]] {
        let owners = SizeOwners(layers)
        return layers.map { layer in
            (0..<UInt32(layer.count)).filter { owners.areSeveral(layer, Int($0)) }
        }
    }

    /// Finds the files of the same content. Those whose content is not known are in no group.
    public init(in layers: [LayerTree]) {
        let owners = SizeOwners(layers)
        var groups = Groups()
        groups.found = ContentGroups(layers) { owners.areSeveral($0, $1) }
        var wasted: Int64 = 0
        for number in 0..<groups.found.count {
            let first = groups.found.first(of: number)
            groups.sizes.append(layers[first.layer].size(of: first.entry))
            guard groups.found.isInSeveralLayers(number) else { continue }
            groups.order.append(UInt32(number))
            wasted += groups.sizes[number] * Int64(groups.found.count(of: number) - 1)
        }
        // Those that were found first come first where they cost the same.
        let (sizes, found) = (groups.sizes, groups.found)
        groups.order.sort { left, right in
            func cost(_ group: UInt32) -> Int64 { sizes[Int(group)] * Int64(found.count(of: Int(group)) - 1) }
            return (cost(right), left) < (cost(left), right)
        }
        self.groups = groups
        wastedBytes = wasted
    }
}

/// Which layer has the files of each size.
private struct SizeOwners {
    /// For each size the layer that has it, or -1 for several.
    private var owners: [Int64: Int32] = [:]

    init(_ layers: [LayerTree]) {
        for (number, layer) in layers.enumerated() {
            for entry in 0..<layer.count where layer.kind(of: entry) == .file {
                let size = layer.size(of: entry)
                guard size > 0 else { continue }
                if let owner = owners[size] {
                    if owner != number { owners[size] = -1 }
                } else {
                    owners[size] = Int32(number)
                }
            }
        }
    }

    /// Whether an entry is a file of a size that several layers have.
    func areSeveral(_ layer: LayerTree, _ entry: Int) -> Bool {
        layer.kind(of: entry) == .file && owners[layer.size(of: entry)] == -1
    }
}
