/// What is to be seen of a stack with some of its layers, compared with fewer of them: what an explorer shows.
///
/// Made in a few passes over all paths (some ten milliseconds for a million); about 5 bytes a path.
///
/// ```swift
/// StackedView(stack, through: 3, since: 2)   // the tree of layers 0 to 3, marked with what layer 3 did: "per layer"
/// StackedView(stack, through: 3, since: 0)   // marked with what the layers above the lowest did: "aggregated"
/// StackedView(stack, through: 3, since: -1)  // compared with nothing: everything is added
/// view.change(of: node); view.entry(of: node); view.size(of: node)
/// ```
public struct StackedView: Sendable {
    /// What became of a path.
    public enum Change: UInt8, Hashable, Sendable, CaseIterable {
        /// Neither side has it: it is not shown.
        case absent
        /// Both sides have it, the same.
        case unchanged
        /// The upper side alone has it.
        case added
        /// Both sides have it, but not the same: kind, mode, owner, target, size or content differ.
        case modified
        /// The lower side alone has it.
        case removed
    }

    /// The stack that is looked at.
    public let stack: StackedTree
    /// The highest layer that counts.
    public let upper: Int
    /// The highest layer of what is compared with; -1 for nothing.
    public let lower: Int
    private let visible: [Int32]
    /// What became of each node in the low three bits, and whether something below it is not as it was in the fourth.
    @usableFromInline var marks: [UInt8]
    private var before = EarlierOccurrences()
    /// Sums of the nodes that have children, in the order of the stack's directories.
    private var sums: [Int64]

    @usableFromInline static var isChangedBelow: UInt8 { 8 }

    /// Compares the tree of the layers from the lowest through `upper` with that of the layers through `lower`.
    public init(_ stack: StackedTree, through upper: Int, since lower: Int) {
        self.stack = stack
        self.upper = upper
        self.lower = lower
        visible = Self.visibleOccurrences(stack, through: upper)
        marks = [UInt8](repeating: 0, count: stack.count)
        sums = [Int64](repeating: 0, count: stack.directories.count)
        compare()
        sum()
    }

    /// What became of the path itself: of a directory, whether its own owner, mode or kind changed.
    @inlinable public func change(of node: Int) -> Change { Change(rawValue: marks[node] & 7) ?? .absent }

    /// Whether something in a directory, at any depth, is added, modified or removed.
    @inlinable public func hasChangesBelow(_ node: Int) -> Bool { marks[node] & Self.isChangedBelow != 0 }

    /// What is seen at a path in the upper tree; `nil` where nothing is, as for a removed name.
    public func entry(of node: Int) -> StackedTree.Occurrence? {
        visible[node] < 0 ? nil : stack.occurrence(Int(visible[node]))
    }

    /// What is seen at a path in the lower tree: the version before, of a modified or removed one.
    public func entryBefore(_ node: Int) -> StackedTree.Occurrence? {
        switch change(of: node) {
        case .absent, .added: nil
        case .modified, .removed, .unchanged: before.occurrence(of: node).map(stack.occurrence) ?? entry(of: node)
        }
    }

    /// Bytes of what is seen at a path in the upper tree, with all that is below it.
    public func size(of node: Int) -> Int64 {
        stack.hasChildren(node) ? sums[stack.directories.place(of: node)] : ownSize(of: node)
    }

    private func ownSize(of node: Int) -> Int64 {
        guard visible[node] >= 0 else { return 0 }
        let place = stack.occurrence(Int(visible[node]))
        return stack.layers[place.layer].size(of: place.entry)
    }

    // MARK: Making

    private mutating func compare() {
        let hidden = lower < 0 ? [] : Self.visibleOccurrences(stack, through: lower)
        for node in 0..<stack.count {
            let lowerOne = hidden.isEmpty ? -1 : hidden[node]
            marks[node] = change(visible[node], lowerOne).rawValue
            if lowerOne >= 0, lowerOne != visible[node] { before.append(Int(lowerOne), of: node) }
        }
    }

    /// From the last node to the first: children come before the directory that they are in, and directories in the order of the table.
    private mutating func sum() {
        var own = sums.count
        var above = sums.count - 1
        for node in stride(from: stack.count - 1, through: 0, by: -1) {
            var size = ownSize(of: node)
            if stack.hasChildren(node) {
                own -= 1
                sums[own] += size
                size = sums[own]
            }
            guard node > 0 else { break }
            let parent = stack.parent(of: node)
            while Int(stack.directories.directories[above]) > parent { above -= 1 }
            sums[above] += size
            if marks[node] > Change.unchanged.rawValue { marks[parent] |= Self.isChangedBelow }
        }
    }

    // MARK: What is seen

    /// For each node the number of the occurrence that is seen with the layers through one; -1 where none is.
    ///
    /// Going down, each node knows the lowest layer whose entries are not hidden by anything at or above its path.
    private static func visibleOccurrences(_ stack: StackedTree, through upper: Int) -> [Int32] {
        var result = [Int32](repeating: -1, count: stack.count)
        guard upper >= 0 else { return result }
        var floors = [UInt16](repeating: 0, count: stack.count)
        for node in 0..<stack.count {
            let parent = stack.parent(of: node)
            if node != StackedTree.root {
                // What is in something that is no directory, or is not there, is not there.
                guard result[parent] >= 0, stack.isDirectory(Int(result[parent])) else { continue }
                floors[node] = floors[parent]
            }
            for number in stack.occurrenceRange(node) {
                let place = stack.occurrence(number)
                if place.layer > upper { break }
                if place.layer < Int(floors[parent]) { continue }
                let entry = stack.layers[place.layer].entries[place.entry]
                if entry.kind == .whiteout {
                    // A whiteout removes what lower layers have, not what its own layer has.
                    if result[node] >= 0, stack.occurrence(Int(result[node])).layer < place.layer { result[node] = -1 }
                } else {
                    // A directory that is there only because of what is in it leaves the one below as it is.
                    let keeps = entry.isImplied && result[node] >= 0 && stack.isDirectory(Int(result[node]))
                    if !keeps { result[node] = Int32(number) }
                }
                if entry.kind != .directory || entry.isOpaque { floors[node] = UInt16(place.layer) }
            }
        }
        return result
    }

    private func change(_ above: Int32, _ before: Int32) -> Change {
        switch (above >= 0, before >= 0) {
        case (false, false): return .absent
        case (true, false): return .added
        case (false, true): return .removed
        case (true, true):
            if above == before { return .unchanged }
            return stack.isSame(Int(above), Int(before)) ? .unchanged : .modified
        }
    }
}

/// The occurrences that a lower tree shows where the upper one shows another one or none: few, in most images.
private struct EarlierOccurrences: Sendable {
    private var nodes: [UInt32] = []
    private var occurrences: [UInt32] = []

    /// Adds that of the next node.
    mutating func append(_ occurrence: Int, of node: Int) {
        nodes.append(UInt32(node))
        occurrences.append(UInt32(occurrence))
    }

    /// That of a node, by binary search; `nil` where none was added.
    func occurrence(of node: Int) -> Int? {
        var (low, high) = (0, nodes.count)
        while low < high {
            let middle = (low + high) / 2
            if Int(nodes[middle]) < node { low = middle + 1 } else { high = middle }
        }
        return low < nodes.count && Int(nodes[low]) == node ? Int(occurrences[low]) : nil
    }
}

extension StackedTree {
    func isDirectory(_ number: Int) -> Bool {
        let place = occurrence(number)
        return layers[place.layer].kind(of: place.entry) == .directory
    }

    /// Whether two versions of a path are the same. Where the content of one is not known, the times decide.
    func isSame(_ left: Int, _ right: Int) -> Bool {
        let (left, right) = (occurrence(left), occurrence(right))
        let (leftTree, rightTree) = (layers[left.layer], layers[right.layer])
        let (one, other) = (leftTree[left.entry], rightTree[right.entry])
        guard one.kind == other.kind, one.size == other.size, one.permissions == other.permissions,
            one.userID == other.userID, one.groupID == other.groupID
        else { return false }
        switch one.kind {
        case .symbolicLink, .hardLink:
            guard let target = leftTree.linkTarget(of: left.entry) else { return false }
            return rightTree.linkTarget(of: right.entry).map { $0.elementsEqual(target) } ?? false
        case .file:
            if one.size == 0 { return true }
            guard let content = leftTree.content(of: left.entry), let second = rightTree.content(of: right.entry) else {
                return one.modified == other.modified
            }
            return content == second
        default: return true
        }
    }
}
