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

    /// The groups, those that cost most first.
    public let groups: [Group]
    /// What they all cost.
    public let wastedBytes: Int64

    /// The files of which it has to be known what is in them, before duplicates can be found: those with a size that files of another
    /// layer have too. By layer, the numbers of their entries.
    public static func candidates(in layers: [LayerTree]) -> [[Int]] {
        // For each size the layer that has it, or -1 for several.
        var owners: [Int64: Int] = [:]
        for (number, layer) in layers.enumerated() {
            for entry in layer.entries where entry.kind == .file && entry.size > 0 {
                if let owner = owners[entry.size] {
                    if owner != number { owners[entry.size] = -1 }
                } else {
                    owners[entry.size] = number
                }
            }
        }
        return layers.map { layer in
            layer.entries.indices.filter { index in
                let entry = layer.entries[index]
                return entry.kind == .file && entry.size > 0 && owners[entry.size] == -1
            }
        }
    }

    /// Finds the files of the same content. Those whose content is not known are in no group.
    public init(in layers: [LayerTree]) {
        var places: [ContentID: [StackedTree.Occurrence]] = [:]
        for (number, candidates) in Self.candidates(in: layers).enumerated() {
            for entry in candidates {
                guard let content = layers[number].content(of: entry) else { continue }
                places[content, default: []].append(.init(layer: number, entry: entry))
            }
        }
        let groups = places.values.filter { $0[0].layer != $0[$0.count - 1].layer }.map { group in
            Group(size: layers[group[0].layer][group[0].entry].size, places: group)
        }
        self.groups = groups.sorted { left, right in
            if left.wastedBytes != right.wastedBytes { return left.wastedBytes > right.wastedBytes }
            let (first, second) = (left.places[0], right.places[0])
            return (first.layer, first.entry) < (second.layer, second.entry)
        }
        wastedBytes = groups.reduce(0) { $0 + $1.wastedBytes }
    }
}
