internal import OCI

/// A name in the store, with the index that it stands for where it stands for one.
struct NamedTag: Hashable, Sendable {
    /// The image that the name means, one of the index.
    let manifest: Digest
    /// As it is recorded.
    let name: String
    let reference: ImageReference
    /// None or one: a descriptor is large, and most names have none.
    private let indexes: [Descriptor]

    /// The index that the name stands for.
    var index: Descriptor? { indexes.first }

    /// Reads the names for which a condition with one parameter holds.
    static func list(
        _ connection: Connection, where condition: String = "?1 IS NULL", _ value: Digest? = nil,
        order: String = "reference"
    ) throws(DatabaseError) -> [NamedTag] {
        try connection.query(
            """
            SELECT tags.manifest, reference, list, size, indexes.media_type
            FROM tags LEFT JOIN indexes ON list = digest WHERE \(condition) ORDER BY \(order)
            """, value
        ) { row throws(DatabaseError) -> NamedTag? in
            let digest = try row.digestIfPresent(2)
            let index = digest.map {
                Descriptor(mediaType: MediaType(rawValue: row.text(4)), digest: $0, size: row.integer(3))
            }
            let manifest = try row.digest(0)
            let name = row.text(1)
            guard let reference = try? ImageReference(parsing: name) else { return nil }
            return NamedTag(
                manifest: manifest, name: name, reference: reference, indexes: index.map { [$0] } ?? [])
        }.compactMap { $0 }
    }
}
