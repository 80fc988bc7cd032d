/// Files by what is in them, in flat tables: about 14 bytes a file, as a million of them may have a twin.
struct ContentGroups: Sendable {
    /// Where the files of each group begin, and at the end how many files there are.
    private var starts: [UInt32] = [0]
    private var layers: [UInt16] = []
    private var entries: [UInt32] = []

    init() {}

    /// Groups the files that are wanted and whose content is known, the lowest layer's first; so are the groups.
    init(_ trees: [LayerTree], where isWanted: (LayerTree, Int) -> Bool) {
        var numbers = GroupNumbers()
        for (layer, tree) in trees.enumerated() where !tree.contents.isEmpty {
            for entry in 0..<tree.count where isWanted(tree, entry) {
                guard let content = tree.content(of: entry) else { continue }
                numbers.add(StackedTree.Occurrence(layer: layer, entry: entry), content, trees)
            }
        }
        starts = [UInt32](repeating: 0, count: numbers.firsts.count + 1)
        for number in numbers.groups { starts[Int(number) + 1] += 1 }
        for index in starts.indices.dropFirst() { starts[index] += starts[index - 1] }
        layers = [UInt16](repeating: 0, count: numbers.groups.count)
        entries = [UInt32](repeating: 0, count: numbers.groups.count)
        var next = starts
        for (index, number) in numbers.groups.enumerated() {
            let place = Int(next[Int(number)])
            next[Int(number)] += 1
            (layers[place], entries[place]) = (numbers.layers[index], numbers.entries[index])
        }
    }

    /// How many groups there are, those of one file among them.
    var count: Int { starts.count - 1 }

    /// How many files a group has.
    func count(of group: Int) -> Int { range(group).count }

    /// A group's file in the lowest layer.
    func first(of group: Int) -> StackedTree.Occurrence { place(range(group).lowerBound) }

    /// Whether not all files of a group are in one layer.
    func isInSeveralLayers(_ group: Int) -> Bool {
        layers[range(group).lowerBound] != layers[range(group).upperBound - 1]
    }

    /// The files of a group.
    func places(of group: Int) -> [StackedTree.Occurrence] { range(group).map(place) }

    private func range(_ group: Int) -> Range<Int> { Int(starts[group])..<Int(starts[group + 1]) }

    private func place(_ index: Int) -> StackedTree.Occurrence {
        StackedTree.Occurrence(layer: Int(layers[index]), entry: Int(entries[index]))
    }
}

/// Numbers contents as they come.
private struct GroupNumbers {
    /// The files as they came, with the number of the group of each.
    private(set) var layers: [UInt16] = []
    private(set) var entries: [UInt32] = []
    private(set) var groups: [UInt32] = []
    /// The first file of each group, by its number.
    private(set) var firsts: [UInt32] = []
    /// Open addressing: a group's number plus one, by the content.
    private var slots = [UInt32](repeating: 0, count: 1 << 10)

    mutating func add(_ place: StackedTree.Occurrence, _ content: ContentID, _ trees: [LayerTree]) {
        if firsts.count * 4 >= slots.count * 3 { grow(trees) }
        var slot = Self.slot(content, slots.count)
        while slots[slot] != 0, self.content(of: slots[slot] - 1, trees) != content {
            slot = (slot + 1) & (slots.count - 1)
        }
        if slots[slot] == 0 {
            firsts.append(UInt32(groups.count))
            slots[slot] = UInt32(firsts.count)
        }
        groups.append(slots[slot] - 1)
        layers.append(UInt16(place.layer))
        entries.append(UInt32(place.entry))
    }

    private func content(of group: UInt32, _ trees: [LayerTree]) -> ContentID? {
        let first = Int(firsts[Int(group)])
        return trees[Int(layers[first])].content(of: Int(entries[first]))
    }

    private mutating func grow(_ trees: [LayerTree]) {
        let count = slots.count * 2
        slots = []
        slots = [UInt32](repeating: 0, count: count)
        for group in firsts.indices {
            guard let content = content(of: UInt32(group), trees) else { continue }
            var slot = Self.slot(content, count)
            while slots[slot] != 0 { slot = (slot + 1) & (count - 1) }
            slots[slot] = UInt32(group + 1)
        }
    }

    private static func slot(_ content: ContentID, _ count: Int) -> Int {
        Int(truncatingIfNeeded: content.words.0) & (count - 1)
    }
}
