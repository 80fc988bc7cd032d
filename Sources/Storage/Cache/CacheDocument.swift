internal import OCI

/// The list of records of an exported cache, and its place in an OCI layout or an image.
struct CacheDocument {
    /// The type of an export's manifest.
    static let artifactType = "application/vnd.strata.cache.v1"
    /// The type of the list.
    static let mediaType = MediaType("application/vnd.strata.cache.config.v1+json")
    /// The member of an image's configuration that holds the list.
    static let imageMember = "strata.cache.v1"
    /// More records than that are of no use.
    private static let limit = 200_000

    let records: [ExportedRecord]

    init(_ records: [ExportedRecord]) { self.records = records.sorted { $0.key.hex < $1.key.hex } }

    /// Reads the list.
    ///
    /// - Throws: `.invalidArchive` for another version, or what is no list of records.
    init(json: JSONValue, in place: String) throws {
        guard json["version"]?.intValue == 1, let list = json["records"]?.arrayValue, list.count <= Self.limit else {
            throw Self.invalid(place, "it is no list of cache records of version 1")
        }
        records = try list.map { value in
            guard let record = ExportedRecord(json: value) else {
                throw Self.invalid(place, "one of its records cannot be read")
            }
            return record
        }
    }

    var json: JSONValue { ["version": 1, "records": .array(records.map(\.json))] }

    static func invalid(_ place: String, _ found: String) -> StorageError {
        StorageError(
            .invalidArchive, "the cache in \(place) cannot be used: \(found)",
            hint: "it was not written by this version of Strata, or is damaged: export it again with --cache-to")
    }
}
