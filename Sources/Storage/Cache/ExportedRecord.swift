public import OCI

/// What an exported cache says of one step: digests and times, no instruction, no value.
public struct ExportedRecord: Hashable, Sendable {
    /// The key under which the step is looked up.
    public let key: Digest
    /// For COPY and ADD: the key without the contents of files.
    public let shape: Digest?
    /// What kind of step.
    public let kind: String
    /// What the step's layer contains.
    public let contentDigest: Digest
    /// When the step was done, as history tells.
    public let created: Timestamp
    /// Seconds that it took.
    public let duration: Double
    /// The layer, where it is in the export.
    public internal(set) var layer: ExportedLayer?
}

/// A layer of an exported cache.
public struct ExportedLayer: Hashable, Sendable {
    /// The digest of the uncompressed archive.
    let diffID: Digest
    /// When the layer was made.
    let created: Timestamp
    /// Which times its content digest counts.
    let mtimeRule: String
    /// The blob.
    let blob: Descriptor
}

extension ExportedRecord {
    init(_ record: CacheRecord, contentDigest: Digest, layer: ExportedLayer?) {
        key = record.key
        shape = record.shape
        kind = record.kind
        self.contentDigest = contentDigest
        created = record.created
        duration = record.duration
        self.layer = layer
    }

    /// The kind of records that tell what a base image contains.
    static let baseKind = "base"

    /// What the layers of a base image contain together, as the chain of their stack.
    public init(base diffIDs: [Digest], chain: Digest, created: Timestamp?) {
        key = Self.baseKey(diffIDs)
        shape = nil
        kind = Self.baseKind
        contentDigest = chain
        self.created = created ?? Timestamp(seconds: 0)
        duration = 0
        layer = nil
    }

    /// The key under which a base image is known: nothing but its layers decides what it contains.
    public static func baseKey(_ diffIDs: [Digest]) -> Digest {
        Digest.of("base\n" + diffIDs.map { "\($0)\n" }.joined())
    }

    /// The record as the export has it.
    var json: JSONValue {
        var object: JSONObject = [
            "key": .string(key.description), "kind": .string(kind), "content": .string(contentDigest.description),
            "created": .string(created.description), "milliseconds": .int(Int64(duration * 1000)),
        ]
        if let shape { object["shape"] = .string(shape.description) }
        if let layer {
            object["layer"] = [
                "diffID": .string(layer.diffID.description), "created": .string(layer.created.description),
                "times": .string(layer.mtimeRule), "blob": layer.blob.json,
            ]
        }
        return .object(object)
    }

    /// Reads a record; `nil` for what is none.
    init?(json: JSONValue) {
        guard let key = Self.digest(json["key"]), let content = Self.digest(json["content"]),
            let kind = json["kind"]?.stringValue, kind.utf8.count <= 32,
            let created = json["created"]?.stringValue.flatMap({ try? Timestamp(parsing: $0) })
        else { return nil }
        self.key = key
        self.kind = kind
        self.created = created
        contentDigest = content
        shape = Self.digest(json["shape"])
        duration = Double(max(0, json["milliseconds"]?.intValue ?? 0)) / 1000
        if let value = json["layer"] {
            guard let layer = ExportedLayer(json: value) else { return nil }
            self.layer = layer
        } else {
            layer = nil
        }
    }

    fileprivate static func digest(_ value: JSONValue?) -> Digest? {
        value?.stringValue.flatMap { try? Digest(parsing: $0) }
    }
}

extension ExportedLayer {
    /// The same layer as another blob.
    func at(_ blob: Descriptor) -> ExportedLayer {
        ExportedLayer(diffID: diffID, created: created, mtimeRule: mtimeRule, blob: blob)
    }

    fileprivate init?(json: JSONValue) {
        guard let diffID = ExportedRecord.digest(json["diffID"]),
            let created = json["created"]?.stringValue.flatMap({ try? Timestamp(parsing: $0) }),
            let blob = json["blob"].flatMap({ try? Descriptor(json: $0) }),
            let rule = json["times"]?.stringValue, rule.utf8.count <= 128
        else { return nil }
        self.diffID = diffID
        self.created = created
        self.blob = blob
        mtimeRule = rule
    }
}
