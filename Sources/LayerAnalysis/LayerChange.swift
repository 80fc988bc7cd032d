/// One entry of a layer, as far as what becomes of its bytes depends on it.
public struct LayerChange: Hashable, Sendable {
    /// What an entry is.
    public enum Kind: Hashable, Sendable {
        /// A directory: merged with one of that name below, or, opaque, hiding what lies in it. `attributes` stands for owner and
        /// mode: a directory that is there only because of what lies in it has those of the one below.
        case directory(isOpaque: Bool, attributes: UInt64)
        /// Something with bytes of its own: a file, or a link whose target is its bytes; devices and pipes have none.
        case leaf(bytes: Int64)
        /// Another name for a leaf of the same layer; `target` is the path of that leaf.
        case hardLink(target: [UInt8])
        /// A removed name.
        case whiteout
    }

    /// The path in the root, without `/` at either end.
    public let path: [UInt8]
    /// What it is.
    public let kind: Kind

    /// Makes an entry.
    public init(path: [UInt8], kind: Kind) {
        self.path = path
        self.kind = kind
    }

    var isDirectory: Bool {
        if case .directory = kind { return true }
        return false
    }

    var components: [[UInt8]] { path.split(separator: UInt8(ascii: "/")).map(Array.init) }
}
