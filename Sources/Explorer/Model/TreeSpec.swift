public import LayerAnalysis

/// What of a stack of layers is to be shown, and in which order.
public struct TreeSpec: Hashable, Sendable {
    /// An order of the entries of a directory.
    public enum Order: Hashable, Sendable, CaseIterable {
        /// By the bytes of their names.
        case name
        /// The largest first.
        case size
        /// What changed first, then by name.
        case change
    }

    /// The highest layer that counts.
    public var upper = 0
    /// Changes of all layers above the lowest are marked, not of the highest alone.
    public var isAggregated = false
    /// What became of paths that are not shown.
    public var hidden: Set<StackedView.Change> = []
    /// What paths have to contain: text, or an extended regular expression.
    public var filter = ""
    /// The order in a directory.
    public var order = Order.name

    /// Shows all of the lowest layer, by name.
    public init() {}

    /// The highest layer of what is compared with.
    var lower: Int { isAggregated ? min(0, upper - 1) : upper - 1 }
}
