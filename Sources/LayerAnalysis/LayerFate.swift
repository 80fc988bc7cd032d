/// What became of a layer in the tree that all layers together make.
public struct LayerFate: Hashable, Sendable {
    /// What can be said of a layer.
    public enum Verdict: String, Hashable, Sendable, CaseIterable {
        /// All that it adds is there in the end, or it changes or removes what lies below.
        case needed
        /// Some of the bytes that it adds are hidden by later layers.
        case partlyHidden = "partly hidden"
        /// Nothing of it is left: later layers hide all that it does, or it never did anything.
        case dead
        /// It has no entries.
        case empty
    }

    /// The bytes of its files and of the targets of its links, a file with several names once.
    public internal(set) var addedBytes: Int64 = 0
    /// Those of them that are there in the end, under one name at least.
    public internal(set) var survivingBytes: Int64 = 0
    /// How many entries it has: files, directories, links, removed names.
    public internal(set) var entries = 0
    /// How many of them have an effect on the final tree: files and links that are there, directories that the layer makes or
    /// whose owner or mode it changes, and removed names that hide something.
    public internal(set) var effectiveEntries = 0

    /// A layer without entries.
    public init() {}

    /// What follows from the numbers.
    public var verdict: Verdict {
        if entries == 0 { return .empty }
        if effectiveEntries == 0 { return .dead }
        return survivingBytes < addedBytes ? .partlyHidden : .needed
    }
}
