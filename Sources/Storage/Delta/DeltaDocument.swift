internal import OCI

/// `strata-delta.json` in an archive: which layers of its images it leaves out, and which it has as deltas.
struct DeltaDocument: Hashable {
    /// A layer whose archive is put together of a delta and of files that other layers have.
    struct Part: Hashable {
        /// The layer's blob, as the manifest names it: its uncompressed archive.
        let digest: Digest
        /// The compressed delta, a blob of the archive.
        let delta: Descriptor
        /// The diff-ids of the layers that its records count.
        let sources: [Digest]
    }

    /// A layer that is not in the archive.
    struct Absent: Hashable {
        let digest: Digest
        let diffID: Digest
    }

    static let name = "strata-delta.json"
    static let version: Int64 = 1
    static let mediaType = MediaType("application/vnd.strata.layer.delta.v1+zstd")

    /// Names and digests of the images since which the archive was made, for messages.
    var since: [String] = []
    var parts: [Part] = []
    var absent: [Absent] = []

    init() {}

    /// Reads a document.
    ///
    /// - Throws: `.invalidArchive`.
    init(parsing bytes: [UInt8]) throws {
        do {
            let json = try JSONValue(parsing: bytes)
            guard json["version"]?.intValue == Self.version else {
                throw StorageError(
                    .invalidArchive, "\(Self.name) is of another version than \(Self.version)",
                    hint: "load the archive with the strata that made it, or a newer one")
            }
            since = json["since"]?.arrayValue?.compactMap(\.stringValue) ?? []
            parts = try Self.list(json["layers"]).map { item in
                Part(
                    digest: try Self.digest(item["digest"]), delta: try Descriptor(json: item["delta"] ?? .null),
                    sources: try Self.list(item["from"]).map { try Self.digest($0) })
            }
            absent = try Self.list(json["absent"]).map {
                Absent(digest: try Self.digest($0["digest"]), diffID: try Self.digest($0["diffID"]))
            }
        } catch let error as OCIError {
            throw StorageError(
                .invalidArchive, "\(Self.name) cannot be read: \(error.message)", hint: "make the delta again",
                cause: error)
        }
    }

    private static func list(_ value: JSONValue?) throws(OCIError) -> [JSONValue] {
        guard let list = value?.arrayValue else { throw OCIError(.unexpectedJSON, "a list is missing") }
        return list
    }

    private static func digest(_ value: JSONValue?) throws(OCIError) -> Digest {
        try Digest(parsing: value?.stringValue ?? "")
    }

    var bytes: [UInt8] {
        let json: JSONValue = [
            "version": .int(Self.version), "since": .strings(since),
            "layers": .array(
                parts.map {
                    [
                        "digest": .string($0.digest.description), "delta": $0.delta.json,
                        "from": .strings($0.sources.map(\.description)),
                    ]
                }),
            "absent": .array(
                absent.map { ["digest": .string($0.digest.description), "diffID": .string($0.diffID.description)] }),
        ]
        return json.compactBytes + [UInt8(ascii: "\n")]
    }
}
