/// The number of a layer in one store: the name of its directory. Never used again when the layer is gone.
public struct LayerID: RawRepresentable, Hashable, Sendable, Comparable {
    /// The row number; 0 is the empty directory that a stack without layers mounts.
    public let rawValue: Int64

    /// Makes an ID from a row number.
    public init(rawValue: Int64) { self.rawValue = rawValue }

    /// The name of the directory in `layers/`: base 36, short, so that a hundred of them fit into mount options.
    public var name: String { String(rawValue, radix: 36) }

    /// The order in which they were given out.
    public static func < (left: LayerID, right: LayerID) -> Bool { left.rawValue < right.rawValue }
}
