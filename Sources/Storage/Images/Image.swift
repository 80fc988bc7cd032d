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
    /// The indexes that some of its names stand for: images for several platforms, of which this is the one for here.
    public internal(set) var indexes: [ImageReference: Descriptor] = [:]
    /// None or one: a descriptor is large.
    private var indexFoundBy: [Descriptor] = []
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

    /// The index that was looked up where this image was found.
    public internal(set) var index: Descriptor? {
        get { indexFoundBy.first }
        set { indexFoundBy = newValue.map { [$0] } ?? [] }
    }

    /// This image with the names of another manifest of the same configuration; the one with the first name is kept.
    func adding(_ other: Image) -> Image {
        var result = self
        result.references = (references + other.references).sorted { $0.description < $1.description }
        result.indexes.merge(other.indexes) { first, _ in first }
        return result
    }

    /// This image without the indexes that lead to it: what goes out is the image alone.
    public var alone: Image {
        var result = self
        result.indexes = [:]
        result.index = nil
        return result
    }
}

extension Image {
    static let columns = """
        images.manifest, images.manifest_size, images.media_type, images.configuration, images.platform, images.created, \
        images.byte_size, images.layer_count
        """

    /// The image of a row with the names given.
    init(row: Row, tags: ArraySlice<NamedTag> = []) throws(DatabaseError) {
        id = try row.digest(3)
        manifestDigest = try row.digest(0)
        manifestSize = row.integer(1)
        manifestType = row.text(2)
        references = tags.map(\.reference)
        created = row.timestamp(5)
        platformText = row.text(4)
        size = row.integer(6)
        layerCount = Int(row.integer(7))
        setIndexes(tags)
    }

    /// Gives the image names in place of those that it has.
    mutating func setNames(_ tags: ArraySlice<NamedTag>) {
        references = tags.map(\.reference)
        setIndexes(tags)
    }

    private mutating func setIndexes(_ tags: ArraySlice<NamedTag>) {
        if !indexes.isEmpty { indexes = [:] }
        for tag in tags { if let index = tag.index { indexes[tag.reference] = index } }
    }
}
