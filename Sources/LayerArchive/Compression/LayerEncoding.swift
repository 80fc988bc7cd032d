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

    /// As it is, without compression.
    public static let uncompressed = LayerEncoding(compression: .uncompressed, level: 0)

    private init(compression: LayerCompression, level: Int) {
        self.compression = compression
        self.level = level
    }

    /// Makes an encoding; without a level, one that is a good bargain (gzip 6, zstd 3).
    ///
    /// - Throws: `unsupported` for a level that the form does not have.
    public init(_ compression: LayerCompression, level: Int? = nil) throws(LayerArchiveError) {
        let levels: ClosedRange<Int>
        let usual: Int
        switch compression {
        case .uncompressed: (levels, usual) = (0...0, 0)
        case .gzip: (levels, usual) = (1...9, 6)
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
        case .zstd: "zstd " + String(cString: ZSTD_versionString())
        }
    }

    /// A sink that compresses into another one; `nil` where nothing is compressed.
    public func sink(to target: any ByteSink) throws -> (any FinishingSink)? {
        switch compression {
        case .uncompressed: nil
        case .gzip: try GzipSink(to: target, level: Int32(level))
        case .zstd: try ZstdSink(to: target, level: Int32(level))
        }
    }
}
