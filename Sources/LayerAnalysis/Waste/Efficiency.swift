/// How much of an image is there twice, by the measure of dive: the same numbers on the same image.
///
/// Looked at are the leaves of each layer's own tree (empty directories among them). A path's size in a layer is its header's: links
/// count 0. A whiteout counts as the path that it removes, with 0 if it hides a file, and the sum of all sizes beneath if it hides a
/// directory. Contents are not looked at: a file that is written twice with the same bytes is there twice.
public struct Efficiency: Sendable {
    /// A path that occurs more than once.
    public struct Repetition: Hashable, Sendable {
        /// The node in the stack.
        public var node: Int { Int(number) }
        /// In how many layers; a name and its whiteout in one layer count as two.
        public var count: Int { Int(times) }
        // There may be as many as paths: sixteen bytes each.
        private let number: UInt32
        private let times: UInt32
        /// The sum of the sizes seen, the one in the final tree among them.
        public let bytes: Int64

        init(node: Int, count: Int, bytes: Int64) {
            number = UInt32(node)
            times = UInt32(count)
            self.bytes = bytes
        }
    }

    /// The stack that was measured.
    public let stack: StackedTree
    /// The smallest sizes of all paths ÷ all sizes of all paths; 1 where that is nothing.
    public let score: Double
    /// The sum of all sizes of the paths that occur more than once.
    public let wastedBytes: Int64
    /// The sum of all header sizes of all layers.
    public let totalBytes: Int64
    /// That without the lowest layer.
    public let userBytes: Int64
    /// The paths that occur more than once, those with the most bytes first, then by path.
    public let repetitions: [Repetition]

    /// Wasted bytes ÷ bytes of all layers but the lowest; 0 with one layer alone or where nothing is wasted, infinite where all other
    /// layers have no bytes.
    public var wastedUserShare: Double {
        if wastedBytes == 0 || stack.layers.count < 2 { return 0 }
        return Double(wastedBytes) / Double(userBytes)
    }

    /// Measures a stack.
    ///
    /// - Parameter isDiveExact: Also where dive goes wrong: a whiteout that hides nothing ends the reading of its layer, in the order
    ///   of names (else it counts 0), and a directory that a layer does not name itself counts as a file there.
    public init(of stack: StackedTree, isDiveExact: Bool = false) {
        var removals = Removals(of: stack, isDiveExact: isDiveExact)
        removals.run()
        self.stack = stack
        var least: Int64 = 0
        var all: Int64 = 0
        var wasted: Int64 = 0
        var repetitions: [Repetition] = []
        for node in 1..<max(stack.count, 1) {
            var smallest = Int64.max
            var sum: Int64 = 0
            var count = 0
            for number in stack.occurrenceRange(node) {
                guard let size = removals.size(of: number) else { continue }
                smallest = min(smallest, size)
                sum += size
                count += 1
            }
            guard count > 0 else {
                if removals.isNotedOnly(stack.occurrenceRange(node)) { least -= 1 }
                continue
            }
            least += smallest
            all += sum
            guard count > 1 else { continue }
            wasted += sum
            repetitions.append(Repetition(node: node, count: count, bytes: sum))
        }
        score = all == 0 ? 1 : Double(least) / Double(all)
        wastedBytes = wasted
        totalBytes = stack.layers.reduce(0) { $0 + $1.headerBytes }
        userBytes = stack.layers.dropFirst().reduce(0) { $0 + $1.headerBytes }
        repetitions.sort { left, right in
            if left.bytes != right.bytes { return left.bytes > right.bytes }
            return stack.pathPrecedes(left.node, right.node)
        }
        self.repetitions = repetitions
    }
}
