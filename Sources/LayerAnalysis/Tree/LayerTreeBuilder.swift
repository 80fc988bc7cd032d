/// Makes a ``LayerTree`` of entries in whatever order they come: by path, each in the time that its path takes to hash.
///
/// ```swift
/// var builder = LayerTreeBuilder()
/// builder.add(Array("usr/bin/sh".utf8), kind: .symbolicLink, link: Array("dash".utf8))
/// let tree = builder.finish()
/// ```
public struct LayerTreeBuilder: ~Copyable {
    private var tree = LayerTree()
    private var ownerNumbers: [EntryOwner: Int] = [EntryOwner(): 0]
    /// Open addressing: the number of an entry plus one, by the hash of its directory and name.
    private var slots = [UInt32](repeating: 0, count: 1 << 10)
    /// The directory that the last path was in: entries mostly come directory by directory.
    private var lastDirectory: (path: [UInt8], entry: Int) = ([], LayerTree.root)

    /// Begins with an empty `/`, which is implied.
    public init() {
        tree.owners = [EntryOwner()]
        append(parent: 0, name: [], isWhiteout: false)
    }

    /// How many entries there are so far.
    public var count: Int { tree.count }

    /// Adds an entry. What stands at its path already becomes this; directories on the way are made, implied.
    ///
    /// - Parameters:
    ///   - path: Names with `/` between them, none before or behind; empty for the layer's `/` itself. `.` and `..` are names
    ///     here: who reads an archive cleans its paths before.
    ///   - link: The target of a link; of a hard link the path without `/` at its beginning.
    ///   - content: What stands for the bytes of a file, where it is known.
    /// - Returns: A number for ``setContent(_:of:)``, which is good until ``finish()``.
    @discardableResult
    public mutating func add(
        _ path: [UInt8], kind: TreeEntryKind, size: Int64 = 0, permissions: UInt16 = 0, userID: UInt32 = 0,
        groupID: UInt32 = 0, modified: Int64 = 0, link: [UInt8] = [], content: ContentID? = nil, isOpaque: Bool = false
    ) -> Int {
        let entry = node(at: path, isWhiteout: kind == .whiteout)
        if kind == .symbolicLink || kind == .hardLink { setLink(of: entry, to: link) }
        var packed = tree.entries[entry]
        packed.kind = kind
        packed.isImplied = false
        if isOpaque { packed.isOpaque = true }
        (packed.size, packed.isSizeWide) = narrow(size)
        (packed.modified, packed.isTimeWide) = narrow(modified)
        packed.owner = number(of: EntryOwner(userID: userID, groupID: groupID, permissions: permissions))
        tree.entries[entry] = packed
        if entry < tree.contentNumbers.count { tree.contentNumbers[entry] = 0 }
        if let content { setContent(content, of: entry) }
        tree.headerBytes += size
        tree.archivedCount += 1
        return entry
    }

    /// Says what stands for the content of a file that was added, once its bytes have been seen.
    public mutating func setContent(_ content: ContentID, of entry: Int) {
        tree.setContent(content, of: entry)
    }

    /// Notes that a directory hides what lower layers have in it; it is made where it is not there.
    ///
    /// - Parameter size: What the mark's header says; it should be nothing.
    public mutating func setOpaque(_ path: [UInt8], size: Int64 = 0) {
        tree.entries[passOver(in: path, size: size)].isOpaque = true
    }

    /// Notes an entry that is left out of the tree: its directory is made where it is not there, and the layer has its bytes.
    ///
    /// - Returns: The directory's number.
    @discardableResult
    public mutating func passOver(in directory: [UInt8], size: Int64) -> Int {
        tree.headerBytes += size
        tree.archivedCount += 1
        return node(at: directory, isWhiteout: false)
    }

    /// Puts the entries in order. Memory beside the tree: twelve bytes an entry.
    public consuming func finish() -> LayerTree {
        slots = []
        ownerNumbers = [:]
        let order = breadthFirst()
        arrange(order)
        return tree
    }

    /// A number in four bytes: itself, or its place among the wide ones.
    private mutating func narrow(_ number: Int64) -> (UInt32, isWide: Bool) {
        if let number = UInt32(exactly: number) { return (number, false) }
        tree.wide.append(number)
        return (UInt32(tree.wide.count - 1), true)
    }

    private mutating func number(of owner: EntryOwner) -> Int {
        if let number = ownerNumbers[owner] { return number }
        guard tree.owners.count < PackedEntry.ownerLimit else { return tree.owners.count - 1 }
        tree.owners.append(owner)
        ownerNumbers[owner] = tree.owners.count - 1
        return tree.owners.count - 1
    }

    // MARK: Finding and making

    private mutating func node(at path: [UInt8], isWhiteout: Bool) -> Int {
        guard !path.isEmpty else { return LayerTree.root }
        let slash = UInt8(ascii: "/")
        let nameStart = path.lastIndex(of: slash).map { $0 + 1 } ?? 0
        let directory = path[..<max(nameStart - 1, 0)]
        if !directory.elementsEqual(lastDirectory.path) {
            var entry = LayerTree.root
            for name in directory.split(separator: slash) { entry = child(name, of: entry, isWhiteout: false) }
            lastDirectory = (Array(directory), entry)
        }
        return child(path[nameStart...], of: lastDirectory.entry, isWhiteout: isWhiteout)
    }

    private mutating func child(_ name: ArraySlice<UInt8>, of parent: Int, isWhiteout: Bool) -> Int {
        if tree.count * 4 >= slots.count * 3 { grow() }
        var slot = Self.hash(parent, name, isWhiteout) & (slots.count - 1)
        while slots[slot] != 0 {
            let entry = Int(slots[slot]) - 1
            if tree.entries[entry].parent == UInt32(parent), tree.isWhiteout(entry) == isWhiteout,
                tree.name(of: entry).elementsEqual(name)
            {
                return entry
            }
            slot = (slot + 1) & (slots.count - 1)
        }
        slots[slot] = UInt32(tree.count + 1)
        append(parent: parent, name: name, isWhiteout: isWhiteout)
        return tree.count - 1
    }

    private mutating func append(parent: Int, name: ArraySlice<UInt8>, isWhiteout: Bool) {
        let offset = UInt32(tree.bytes.count)
        PackedText.append(name, to: &tree.bytes)
        var entry = PackedEntry(
            parent: UInt32(parent), nameOffset: offset, kind: isWhiteout ? .whiteout : .directory)
        entry.isImplied = true
        tree.entries.append(entry)
    }

    /// The target stands behind the name, which is written again where something else stands there.
    private mutating func setLink(of entry: Int, to link: [UInt8]) {
        let name = tree.name(of: entry)
        if name.endIndex != tree.bytes.count {
            tree.entries[entry].nameOffset = UInt32(tree.bytes.count)
            PackedText.append(ArraySlice(Array(name)), to: &tree.bytes)
        }
        PackedText.append(link[...], to: &tree.bytes)
    }

    private mutating func grow() {
        var larger = [UInt32](repeating: 0, count: slots.count * 2)
        for entry in tree.entries.indices.dropFirst() {
            let hash = Self.hash(
                Int(tree.entries[entry].parent), tree.name(of: entry), tree.isWhiteout(entry))
            var slot = hash & (larger.count - 1)
            while larger[slot] != 0 { slot = (slot + 1) & (larger.count - 1) }
            larger[slot] = UInt32(entry + 1)
        }
        slots = larger
    }

    /// FNV-1a over the name, begun with the directory's number, with a last mixing for tables that are powers of two.
    private static func hash(_ parent: Int, _ name: ArraySlice<UInt8>, _ isWhiteout: Bool) -> Int {
        var hash = 0xcbf2_9ce4_8422_2325 ^ UInt64(parent) &* 0x9e37_79b9_7f4a_7c15
        for byte in name { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        hash ^= isWhiteout ? 0x5bd1_e995 : 0
        hash = (hash ^ hash >> 32) &* 0xd6e8_feb8_6659_fd93
        return Int(truncatingIfNeeded: hash >> 32)
    }

    // MARK: Order

    /// The numbers of the entries in breadth-first order.
    private func breadthFirst() -> [UInt32] {
        let count = tree.count
        // Where the children of each directory begin, by counting; then the children, grouped.
        var starts = [UInt32](repeating: 0, count: count + 1)
        for entry in 1..<max(count, 1) { starts[Int(tree.entries[entry].parent) + 1] += 1 }
        for index in 1...count { starts[index] += starts[index - 1] }
        var grouped = [UInt32](repeating: 0, count: max(count - 1, 0))
        var next = starts
        for entry in 1..<max(count, 1) {
            let parent = Int(tree.entries[entry].parent)
            grouped[Int(next[parent])] = UInt32(entry)
            next[parent] += 1
        }
        next = []
        var order: [UInt32] = [0]
        order.reserveCapacity(count)
        var place = 0
        while place < order.count {
            let entry = Int(order[place])
            let range = Int(starts[entry])..<Int(starts[entry + 1])
            if range.count > 1 { grouped[range].sort { precedes(Int($0), Int($1)) } }
            order.append(contentsOf: grouped[range])
            place += 1
        }
        return order
    }

    private func precedes(_ left: Int, _ right: Int) -> Bool {
        LayerTree.precedes(
            tree.name(of: left), tree.isWhiteout(left), tree.name(of: right), tree.isWhiteout(right))
    }

    /// Moves the entries to their places, round after round, and names parents and children by the new numbers.
    private mutating func arrange(_ order: [UInt32]) {
        var places = [UInt32](repeating: 0, count: order.count)
        for (place, entry) in order.enumerated() { places[Int(entry)] = UInt32(place) }
        for index in tree.entries.indices {
            tree.entries[index].parent = places[Int(tree.entries[index].parent)]
        }
        if !tree.contentNumbers.isEmpty {
            tree.contentNumbers.append(contentsOf: repeatElement(0, count: tree.count - tree.contentNumbers.count))
        }
        for index in order.indices {
            while Int(places[index]) != index {
                let target = Int(places[index])
                tree.entries.swapAt(index, target)
                places.swapAt(index, target)
                if !tree.contentNumbers.isEmpty { tree.contentNumbers.swapAt(index, target) }
            }
        }
        linkChildren()
    }

    /// In breadth-first order the children of one directory begin where those of the directory before it end.
    private mutating func linkChildren() {
        var last = -1
        for child in 1..<max(tree.count, 1) {
            let parent = Int(tree.entries[child].parent)
            if parent == last { continue }
            last = parent
            tree.entries[parent].hasChildren = true
            tree.directories.append(parent, first: child)
        }
    }
}

extension LayerTree {
    func isWhiteout(_ entry: Int) -> Bool { entries[entry].kind == .whiteout }
}
