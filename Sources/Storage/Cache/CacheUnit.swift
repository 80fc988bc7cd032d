internal import OCI

/// Bytes of the cache that go together: a layer with all records of it, or a cache mount.
struct CacheUnit {
    /// The entries: all records of the layer.
    var entries: [CacheEntry]
    /// Its blocks.
    var bytes: Int64 { entries[0].bytes }
    /// An image has it, or somebody uses it now.
    var isHeld: Bool { entries.contains { $0.isNeeded || $0.isInUse } }
    var layer: LayerID? { entries[0].layer?.id }
    /// When it was last used, by whatever record.
    var lastUsed: Timestamp { entries[0].isSpent ? .zero : entries.compactMap(\.lastUsed).max() ?? .zero }

    /// The units of some entries; records without layers are in none.
    static func units(of entries: [CacheEntry]) -> [CacheUnit] {
        var units: [CacheUnit] = []
        var places: [LayerID: Int] = [:]
        for entry in entries where !entry.isBare {
            if let layer = entry.layer?.id {
                if let place = places[layer] {
                    units[place].entries.append(entry)
                    continue
                }
                places[layer] = units.count
            } else if entry.record != nil {
                continue
            }
            units.append(CacheUnit(entries: [entry]))
        }
        return units
    }

    /// The order in which units go: the chain that was not used for longest first, and in it leaves before what they stand on.
    ///
    /// A chain is as fresh as its freshest step among these; what cannot go holds nothing below it.
    static func order(_ units: [CacheUnit]) -> [CacheUnit] {
        var makers: [Digest: [Int]] = [:]
        for (number, unit) in units.enumerated() {
            for chain in unit.entries.compactMap(\.record?.chain) { makers[chain, default: []].append(number) }
        }
        // What each unit stands on, and how many stand on it.
        let supports = units.map { unit in
            Set(unit.entries.compactMap(\.record?.below).flatMap { makers[$0] ?? [] })
        }
        var waiting = [Int](repeating: 0, count: units.count)
        for support in supports { for number in support { waiting[number] += 1 } }
        var freshness = units.map(\.lastUsed)
        var height = [Int](repeating: 0, count: units.count)
        var ready = units.indices.filter { waiting[$0] == 0 }
        while let number = ready.popLast() {
            for below in supports[number] where below != number {
                freshness[below] = max(freshness[below], freshness[number])
                height[below] = max(height[below], height[number] + 1)
                waiting[below] -= 1
                if waiting[below] == 0 { ready.append(below) }
            }
        }
        return units.indices.sorted { left, right in
            if freshness[left] != freshness[right] { return freshness[left] < freshness[right] }
            if height[left] != height[right] { return height[left] < height[right] }
            return left < right
        }.map { units[$0] }
    }
}
