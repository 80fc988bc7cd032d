public import LayerAnalysis

/// A file in a layer.
public struct ContentPlace: Hashable, Sendable {
    /// The layer, the lowest is 0.
    public let layer: Int
    /// The path in it, without `/` at its beginning.
    public let path: [UInt8]

    /// Names one.
    public init(layer: Int, path: [UInt8]) {
        self.layer = layer
        self.path = path
    }
}

/// What the explorer wants done: it does nothing itself.
public enum ExplorerRequest: Hashable, Sendable {
    /// It ends.
    case quit
    /// The shell gets the terminal for a while.
    case suspend
    /// The whole screen is sent again.
    case redraw
    /// The layers from the lowest to this one are to be read. Answered by `loaded`.
    case load(through: Int)
    /// Answered by `arranged`; an older request of this kind need not be answered any more.
    case arrange(TreeSpec)
    /// The beginning of a file is to be shown. Answered by `content`.
    case read(ContentPlace)
    /// Answered by `comparison`.
    case compare(ContentPlace, with: ContentPlace)
    /// A file is to be written to a path of the host. Answered by `extracted`.
    case extract(ContentPlace, to: String)
}

/// What came of a request, or became known by itself.
public enum ExplorerAnswer: Sendable {
    /// So many layers are read, from the lowest on.
    case loaded(StackedTree)
    /// How far reading is.
    case progress(String)
    /// See ``ExplorerRequest/arrange(_:)``.
    case arranged(TreeArrangement)
    /// A file's beginning.
    case content(ContentPlace, [UInt8], isWhole: Bool)
    /// A file and its version below.
    case comparison(ContentPlace, old: [UInt8], new: [UInt8], isWhole: Bool)
    /// A file was written.
    case extracted(to: String, bytes: Int64)
    /// What is wasted.
    case waste(ExplorerImage.Waste)
    /// All that is known so far to be wrong.
    case notes([ExplorerImage.Note])
    /// What was asked for could not be done.
    case failed(String)
}
