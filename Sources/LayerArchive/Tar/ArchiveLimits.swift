/// The most that an archive may ask for. What comes from outside is hostile until it is read.
public struct ArchiveLimits: Hashable, Sendable {
    /// Bytes of one extended header, GNU long name or sparse map.
    public var headerBytes = 1 << 20
    /// Bytes of a path or a link's target.
    public var pathBytes = 1 << 15
    /// Bytes of one component of a path; the kernel takes 255.
    public var nameBytes = 255
    /// Directories in a path.
    public var depth = 2048
    /// Extended attributes of one entry.
    public var attributes = 128
    /// Bytes of one attribute's value; the kernel takes 64 KiB.
    public var attributeBytes = 1 << 16
    /// Entries of the whole archive.
    public var entries = 20_000_000
    /// Bytes of a sparse file with its holes.
    public var sparseBytes: Int64 = 1 << 36
    /// Pieces of data in a sparse file.
    public var sparsePieces = 1 << 16
    /// Bytes after the end of the archive.
    public var trailingBytes: Int64 = 1 << 30

    /// Makes the limits that Strata uses unless told otherwise.
    public init() {}

    /// The limits that Strata uses unless told otherwise.
    public static let standard = ArchiveLimits()
}
