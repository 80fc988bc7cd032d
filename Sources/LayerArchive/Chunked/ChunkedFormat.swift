internal import OCI

/// zstd:chunked, as containers/storage writes and reads it: a Zstandard stream in which every regular file's bytes have
/// frames of their own, and after it, in frames that decompressors pass over, a table of contents, the tar-split data and a
/// footer.
///
/// containers/storage, pkg/chunked/internal/minimal/compression.go, is all the specification there is.
public enum ChunkedFormat {
    /// The digest of the compressed table of contents.
    public static let tableDigest = "io.github.containers.zstd-chunked.manifest-checksum"
    /// Where the table is: offset, length, length uncompressed and kind, with colons between them.
    public static let tablePosition = "io.github.containers.zstd-chunked.manifest-position"
    /// As both were named at first; podman 4 knows no others.
    static let oldTableDigest = "io.containers.zstd-chunked.manifest-checksum"
    static let oldTablePosition = "io.containers.zstd-chunked.manifest-position"
    /// Where the tar-split data is: offset, length, length uncompressed.
    public static let splitPosition = "io.github.containers.zstd-chunked.tarsplit-position"
    /// The digest of the compressed tar-split data; newer readers find it in the table instead.
    public static let splitDigest = "io.github.containers.zstd-chunked.tarsplit-checksum"

    /// All annotations that say where in a blob something is: they are true for that blob alone.
    static let positions = [
        tableDigest, tablePosition, oldTableDigest, oldTablePosition, splitPosition, splitDigest,
        "containerd.io/snapshot/stargz/toc.digest",
        "io.containers.estargz.uncompressed-size",
    ]

    /// The only kind of table that there is.
    static let kind: Int64 = 1
    static let magic: [UInt8] = [0x47, 0x4e, 0x55, 0x6c, 0x49, 0x6e, 0x55, 0x78]

    /// The annotations of a layer's descriptor without those that say where in its blob something is.
    public static func withoutPositions(_ annotations: [String: String]) -> [String: String] {
        annotations.filter { !positions.contains($0.key) }
    }

    /// A part of a blob that is compressed by itself.
    struct Part: Hashable, Sendable {
        let offset: Int64
        let length: Int64
        let uncompressed: Int64
        let digest: Digest
    }

    /// What a layer's descriptor says of where the parts are.
    static func annotations(table: Part, split: Part) -> [String: String] {
        let position = "\(table.offset):\(table.length):\(table.uncompressed):\(kind)"
        return [
            tableDigest: table.digest.description, tablePosition: position,
            oldTableDigest: table.digest.description, oldTablePosition: position,
            splitDigest: split.digest.description,
            splitPosition: "\(split.offset):\(split.length):\(split.uncompressed)",
        ]
    }

    /// The footer, by which a blob without annotations is understood.
    static func footer(table: Part, split: Part) -> [UInt8] {
        let numbers = [
            table.offset, table.length, table.uncompressed, kind, split.offset, split.length, split.uncompressed,
        ]
        return numbers.flatMap { number in (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) } } + magic
    }
}
