/// The form of a delta: the uncompressed archive of a layer, where the bytes of files that other layers have are left out.
///
/// ```
/// magic    "strata-layer-delta\u{1}"
/// bytes    1, count, that many bytes of the archive
/// file     2, number of a layer in the list that goes with the delta, length of a path, the path, size
/// end      0
/// ```
///
/// Numbers are unsigned LEB128. What is put together has the layer's diff-id, or the delta is worth nothing: nothing in it
/// is trusted before.
public enum LayerDelta {
    static let magic = Array("strata-layer-delta".utf8) + [1]
    static let end: UInt8 = 0
    static let bytes: UInt8 = 1
    static let file: UInt8 = 2
    static let pathLimit = 4096

    /// A file whose bytes the delta leaves out.
    public struct Copy: Hashable, Sendable {
        /// Where in the archive the bytes belong.
        public let range: Range<Int64>
        /// Which layer has them, by its number in the list that goes with the delta.
        public let layer: Int
        /// The path of a file with these bytes in that layer.
        public let path: [UInt8]

        /// Makes a copy.
        public init(range: Range<Int64>, layer: Int, path: [UInt8]) {
            self.range = range
            self.layer = layer
            self.path = path
        }
    }
}
