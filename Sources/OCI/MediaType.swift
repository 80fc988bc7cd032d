/// What a blob is, by its media type (image-spec, media-types.md; docker's image manifest V2, schema 2).
///
/// Any text is kept; the types that Strata knows are constants.
public struct MediaType: RawRepresentable, Hashable, Sendable {
    /// The media type as it is written.
    public let rawValue: String

    /// Takes a media type as it is written.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Takes a media type as it is written.
    public init(_ rawValue: String) { self.rawValue = rawValue }

    /// An OCI image manifest.
    public static let ociManifest = MediaType("application/vnd.oci.image.manifest.v1+json")
    /// An OCI image index.
    public static let ociIndex = MediaType("application/vnd.oci.image.index.v1+json")
    /// An OCI image configuration.
    public static let ociConfiguration = MediaType("application/vnd.oci.image.config.v1+json")
    /// The two bytes `{}` (image-spec, manifest.md, "Guidance for an empty descriptor").
    public static let ociEmpty = MediaType("application/vnd.oci.empty.v1+json")
    /// An uncompressed layer.
    public static let ociLayer = MediaType("application/vnd.oci.image.layer.v1.tar")
    /// A layer in gzip.
    public static let ociLayerGzip = MediaType("application/vnd.oci.image.layer.v1.tar+gzip")
    /// A layer in zstd.
    public static let ociLayerZstd = MediaType("application/vnd.oci.image.layer.v1.tar+zstd")
    /// An uncompressed layer that registries do not hand on.
    public static let ociForeignLayer = MediaType("application/vnd.oci.image.layer.nondistributable.v1.tar")
    /// A layer in gzip that registries do not hand on.
    public static let ociForeignLayerGzip = MediaType("application/vnd.oci.image.layer.nondistributable.v1.tar+gzip")
    /// A layer in zstd that registries do not hand on.
    public static let ociForeignLayerZstd = MediaType("application/vnd.oci.image.layer.nondistributable.v1.tar+zstd")

    /// Docker's image manifest.
    public static let dockerManifest = MediaType("application/vnd.docker.distribution.manifest.v2+json")
    /// Docker's list of manifests.
    public static let dockerManifestList = MediaType("application/vnd.docker.distribution.manifest.list.v2+json")
    /// Docker's manifest of schema 1, which has no configuration.
    public static let dockerManifestSchema1 = MediaType("application/vnd.docker.distribution.manifest.v1+prettyjws")
    /// Docker's image configuration.
    public static let dockerConfiguration = MediaType("application/vnd.docker.container.image.v1+json")
    /// An uncompressed layer, in docker's word.
    public static let dockerLayer = MediaType("application/vnd.docker.image.rootfs.diff.tar")
    /// A layer in gzip, in docker's word.
    public static let dockerLayerGzip = MediaType("application/vnd.docker.image.rootfs.diff.tar.gzip")
    /// A layer in zstd, in docker's word.
    public static let dockerLayerZstd = MediaType("application/vnd.docker.image.rootfs.diff.tar.zstd")
    /// A layer that registries do not hand on, in docker's word.
    public static let dockerForeignLayerGzip = MediaType("application/vnd.docker.image.rootfs.foreign.diff.tar.gzip")

    /// An image manifest of either family.
    public var isManifest: Bool { self == .ociManifest || self == .dockerManifest }
    /// An index or docker's list of manifests.
    public var isIndex: Bool { self == .ociIndex || self == .dockerManifestList }
    /// An image configuration of either family.
    public var isConfiguration: Bool { self == .ociConfiguration || self == .dockerConfiguration }
    /// A layer of either family.
    public var isLayer: Bool { layerCompression != nil }
    /// A layer that registries do not hand on.
    public var isNondistributable: Bool { rawValue.contains(".nondistributable.") || rawValue.contains(".foreign.") }
    /// The type is docker's, not of the image specification.
    public var isDocker: Bool { rawValue.hasPrefix("application/vnd.docker.") }

    /// How a layer of this type is compressed; `nil` if the type is not that of a layer.
    ///
    /// The archive itself is the judge when it is read: tools are known to put the wrong word here.
    public var layerCompression: LayerCompression? {
        switch self {
        case .ociLayer, .ociForeignLayer, .dockerLayer,
            MediaType("application/vnd.docker.image.rootfs.foreign.diff.tar"):
            .uncompressed
        case .ociLayerGzip, .ociForeignLayerGzip, .dockerLayerGzip, .dockerForeignLayerGzip: .gzip
        case .ociLayerZstd, .ociForeignLayerZstd, .dockerLayerZstd: .zstd
        default: nil
        }
    }
}

extension MediaType: CustomStringConvertible {
    /// The media type as it is written.
    public var description: String { rawValue }
}

/// How a layer's archive is compressed where it is kept or sent.
public enum LayerCompression: String, Hashable, Sendable, CaseIterable {
    case uncompressed, gzip, zstd

    /// The media type of a layer so compressed (image-spec, layer.md).
    public var ociMediaType: MediaType {
        switch self {
        case .uncompressed: .ociLayer
        case .gzip: .ociLayerGzip
        case .zstd: .ociLayerZstd
        }
    }

    /// Docker's media type of a layer so compressed.
    public var dockerMediaType: MediaType {
        switch self {
        case .uncompressed: .dockerLayer
        case .gzip: .dockerLayerGzip
        case .zstd: .dockerLayerZstd
        }
    }
}
