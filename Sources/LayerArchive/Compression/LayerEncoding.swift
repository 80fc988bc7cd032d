internal import CZstd
public import OCI

/// How Strata writes a layer's archive: not compressed, or by which program with which effort.
///
/// The same encoding of the same bytes gives the same bytes, as long as `encoder` is the same.
public struct LayerEncoding: Hashable, Sendable {
    /// The form.
    public let compression: LayerCompression
    /// The effort: 1 to 9 for gzip, 1 to 19 for zstd; 0 for no compression.
    public let level: Int
    /// Every file's bytes have frames of their own, with a table of contents (zstd:chunked): who pulls the layer need not load
    /// what he has.
    public let isChunked: Bool

    /// As it is, without compression.
    public static let uncompressed = LayerEncoding(compression: .uncompressed, level: 0)

    private init(compression: LayerCompression, level: Int, isChunked: Bool = false) {
        self.compression = compression
        self.level = level
        self.isChunked = isChunked
    }

    /// The names by which users ask for an encoding.
    public static let names = ["gzip", "zstd", "zstd:chunked", "uncompressed"]

    /// The encoding of a name; `nil` where it is none of `names`.
    ///
    /// - Throws: as `init(_:level:)`.
    public init?(named name: String, level: Int? = nil) throws(LayerArchiveError) {
        let isChunked = name == "zstd:chunked"
        guard let form = LayerCompression(rawValue: isChunked ? "zstd" : name) else { return nil }
        let plain = try LayerEncoding(form, level: level)
        self.init(compression: form, level: plain.level, isChunked: isChunked)
    }

    /// The same without a table of contents.
    public var plain: LayerEncoding { LayerEncoding(compression: compression, level: level) }

    /// One of `names`.
    public var name: String { isChunked ? "zstd:chunked" : compression.rawValue }

    /// Makes an encoding; without a level, one that is a good bargain (gzip 1, zstd 3).
    ///
    /// - Throws: `unsupported` for a level that the form does not have.
    public init(_ compression: LayerCompression, level: Int? = nil) throws(LayerArchiveError) {
        let levels: ClosedRange<Int>
        let usual: Int
        switch compression {
        case .uncompressed: (levels, usual) = (0...0, 0)
        case .gzip: (levels, usual) = (1...9, 1)
        case .zstd: (levels, usual) = (1...19, 3)
        }
        if let level, !levels.contains(level) {
            throw LayerArchiveError(
                .unsupported, "\(compression.rawValue) has no compression level \(level)",
                hint: "gzip has the levels 1 to 9, zstd 1 to 19")
        }
        self.init(compression: compression, level: level ?? usual)
    }

    /// The program that compresses and its version: another one may give other bytes.
    public var encoder: String {
        switch compression {
        case .uncompressed: "none"
        case .gzip: GzipSink.encoder
        // SAFETY: the function gives a constant, NUL-terminated text.
        case .zstd: "zstd " + String(cString: ZSTD_versionString()) + (isChunked ? " chunked 1" : "")
        }
    }

    /// A sink that compresses into another one; `nil` where nothing is compressed. Chunked layers are made by `ChunkedWriter`.
    public func sink(to target: any ByteSink) throws -> (any FinishingSink)? {
        switch compression {
        case .uncompressed: nil
        case .gzip: try GzipSink(to: target, level: Int32(level))
        case .zstd: try ZstdSink(to: target, level: Int32(level))
        }
    }
}
