/// What an image has that it rarely needs, class by class, over all layers: also what a later layer removes, as it is shipped all the
/// same.
public struct WasteReport: Sendable {
    /// What was found of one class.
    public struct Share: Sendable {
        /// Which.
        public let wasteClass: WasteClass
        /// How many files in each layer, from the lowest.
        public internal(set) var files: [Int]
        /// Their bytes in each layer, as the headers say.
        public internal(set) var bytes: [Int64]
        /// The bytes of those that are there in the end.
        public internal(set) var visibleBytes: Int64 = 0
        /// The files with the most bytes, at most ten.
        public internal(set) var largest: [(place: StackedTree.Occurrence, bytes: Int64)] = []

        /// Files in all layers.
        public var totalFiles: Int { files.reduce(0, +) }
        /// Bytes in all layers.
        public var totalBytes: Int64 { bytes.reduce(0, +) }
    }

    /// The classes of which there is something, those with the most bytes first.
    public let shares: [Share]

    /// Sorts the files of all layers into classes.
    public init(of stack: StackedTree, classes: [WasteClass] = WasteClass.all) {
        let final = StackedView(stack, through: stack.layers.count - 1, since: -1)
        var shares = classes.map { wasteClass in
            let count = stack.layers.count
            return Share(
                wasteClass: wasteClass, files: [Int](repeating: 0, count: count),
                bytes: [Int64](repeating: 0, count: count))
        }
        var walk = WasteWalk(stack, classes)
        walk.run { number, node in
            for place in stack.occurrences(of: node) {
                let size = stack.layers[place.layer].size(of: place.entry)
                guard size > 0 else { continue }
                shares[number].add(place, size, isVisible: final.entry(of: node) == place)
            }
        }
        self.shares = shares.filter { $0.totalBytes > 0 }.sorted { $0.totalBytes > $1.totalBytes }
    }
}

extension WasteReport.Share {
    mutating func add(_ place: StackedTree.Occurrence, _ size: Int64, isVisible: Bool) {
        files[place.layer] += 1
        bytes[place.layer] += size
        if isVisible { visibleBytes += size }
        if largest.count == 10, size <= largest[9].bytes { return }
        let index = largest.firstIndex { $0.bytes < size } ?? largest.count
        largest.insert((place, size), at: index)
        if largest.count > 10 { largest.removeLast() }
    }
}

/// Goes down a stack with the states of all patterns.
private struct WasteWalk {
    private struct Step {
        let node: Int
        /// The class that all below belongs to.
        let found: Int?
        let states: [WastePattern.State]
    }

    private let stack: StackedTree
    private let patterns: [(pattern: WastePattern, number: Int)]

    init(_ stack: StackedTree, _ classes: [WasteClass]) {
        self.stack = stack
        patterns = classes.enumerated().flatMap { number, wasteClass in wasteClass.patterns.map { ($0, number) } }
    }

    /// Calls for every node of a class with the class's number.
    mutating func run(_ body: (Int, Int) -> Void) {
        var waiting = [Step(node: StackedTree.root, found: nil, states: patterns.map(\.pattern.start))]
        while let step = waiting.popLast() {
            for child in stack.children(of: step.node) {
                let hasChildren = stack.hasChildren(child)
                if let found = step.found {
                    body(found, child)
                    if hasChildren { waiting.append(Step(node: child, found: found, states: [])) }
                    continue
                }
                let name = stack.name(of: child)
                var states = step.states
                var found: Int?
                for (index, entry) in patterns.enumerated() where states[index] != 0 {
                    states[index] = entry.pattern.step(states[index], name)
                    if entry.pattern.isMatch(states[index]) { found = min(found ?? entry.number, entry.number) }
                }
                if let found { body(found, child) }
                if hasChildren { waiting.append(Step(node: child, found: found, states: states)) }
            }
        }
    }
}
