public import OCI

/// A regular file of a layer and where its bytes lie in the layer's uncompressed archive.
public struct LayerFile: Hashable, Sendable {
    /// The path in the layer, as its directory has it.
    public let path: [UInt8]
    /// How many bytes it has; at least one.
    public let size: Int64
    /// Where in the archive they begin.
    public let offset: Int64
    /// SHA-256 of the bytes.
    public let digest: Digest

    /// Makes a description of a file.
    public init(path: [UInt8], size: Int64, offset: Int64, digest: Digest) {
        self.path = path
        self.size = size
        self.offset = offset
        self.digest = digest
    }

    /// Where in the archive its bytes lie.
    public var range: Range<Int64> { offset..<offset + size }
}
