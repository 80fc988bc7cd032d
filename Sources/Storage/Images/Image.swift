public import OCI

/// An image that the store keeps: a manifest, its configuration and layers. A value: what was recorded when it was read.
///
/// Small, because lists read a thousand: what few ask for is made when it is asked for.
public struct Image: Hashable, Sendable {
    /// The image ID: digest of the configuration.
    public let id: Digest
    /// Digest of the manifest.
    public let manifestDigest: Digest
    private let manifestSize: Int64
    private let manifestType: String
    /// Its names, sorted; empty where nothing names it any more.
    public internal(set) var references: [ImageReference]
    /// When it was made, as its configuration says.
    public let created: Timestamp?
    private let platformText: String
    /// Bytes of all files of its layers: docker's SIZE.
    public let size: Int64
    /// How many layers it has.
    public let layerCount: Int

    /// Names the manifest as the registry does, with size and media type.
    public var manifestDescriptor: Descriptor {
        Descriptor(mediaType: MediaType(rawValue: manifestType), digest: manifestDigest, size: manifestSize)
    }
    /// What it runs on.
    public var platform: Platform { (try? Platform(parsing: platformText)) ?? .host }

    /// This image with the names of another manifest of the same configuration; the one with the first name is kept.
    func adding(_ other: Image) -> Image {
        var result = self
        result.references = (references + other.references).sorted { $0.description < $1.description }
        return result
    }
}

extension Image {
    static let columns = """
        images.manifest, images.manifest_size, images.media_type, images.configuration, images.platform, images.created, \
        images.byte_size, images.layer_count
        """

    init(row: Row, references: [ImageReference]) throws(DatabaseError) {
        id = try row.digest(3)
        manifestDigest = try row.digest(0)
        manifestSize = row.integer(1)
        manifestType = row.text(2)
        self.references = references
        created = row.timestamp(5)
        platformText = row.text(4)
        size = row.integer(6)
        layerCount = Int(row.integer(7))
    }
}
