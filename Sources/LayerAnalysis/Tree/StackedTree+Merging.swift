/// Laying layers over each other: for each node, in breadth-first order, the sorted children of its occurrences are merged.
extension StackedTree {
    mutating func merge() {
        precondition(layers.count <= 1 << 16, "an image of more than 65,536 layers")
        reserve()
        append(parent: 0)
        for layer in layers.indices { append(occurrence: Occurrence(layer: layer, entry: LayerTree.root)) }
        var node = 0
        var ranges: [(layer: Int, rest: Range<Int>)] = []
        while node < parents.count {
            let first = parents.count
            ranges.removeAll(keepingCapacity: true)
            let end =
                node + 1 < firstOccurrences.count ? Int(firstOccurrences[node + 1]) : occurrenceEntries.count
            for number in Int(firstOccurrences[node])..<end {
                let place = occurrence(number)
                let children = layers[place.layer].children(of: place.entry)
                if !children.isEmpty { ranges.append((place.layer, children)) }
            }
            if ranges.count == 1 { appendAll(ranges[0].layer, ranges[0].rest, below: node) }
            if ranges.count > 1 { merge(&ranges, below: node) }
            if parents.count > first {
                parents[node] |= Self.isDirectory
                directories.append(node, first: first)
            }
            node += 1
        }
    }

    private mutating func reserve() {
        let total = layers.reduce(0) { $0 + $1.count }
        // What is not written to takes no memory, and what does not grow is never there twice.
        parents.reserveCapacity(total)
        firstOccurrences.reserveCapacity(total)
        occurrenceLayers.reserveCapacity(total)
        occurrenceEntries.reserveCapacity(total)
    }

    private mutating func append(parent: Int) {
        parents.append(UInt32(parent))
        firstOccurrences.append(UInt32(occurrenceEntries.count))
    }

    private mutating func append(occurrence: Occurrence) {
        occurrenceLayers.append(UInt16(occurrence.layer))
        occurrenceEntries.append(UInt32(occurrence.entry))
    }

    /// A directory that one layer alone has.
    private mutating func appendAll(_ layer: Int, _ children: Range<Int>, below node: Int) {
        var last: Int?
        for child in children {
            let isSame = last.map { layers[layer].name(of: $0).elementsEqual(layers[layer].name(of: child)) } ?? false
            if !isSame { append(parent: node) }
            append(occurrence: Occurrence(layer: layer, entry: child))
            last = child
        }
    }

    private mutating func merge(_ ranges: inout [(layer: Int, rest: Range<Int>)], below node: Int) {
        while let least = least(of: ranges) {
            append(parent: node)
            for index in ranges.indices {
                let layer = ranges[index].layer
                // A name and its whiteout in one layer are two entries of one node.
                while let entry = ranges[index].rest.first, layers[layer].name(of: entry).elementsEqual(least) {
                    append(occurrence: Occurrence(layer: layer, entry: entry))
                    ranges[index].rest.removeFirst()
                }
            }
            ranges.removeAll { $0.rest.isEmpty }
        }
    }

    private func least(of ranges: [(layer: Int, rest: Range<Int>)]) -> ArraySlice<UInt8>? {
        var least: ArraySlice<UInt8>?
        for (layer, rest) in ranges {
            let name = layers[layer].name(of: rest.lowerBound)
            if let known = least, !LayerTree.precedes(name, false, known, false) { continue }
            least = name
        }
        return least
    }
}
