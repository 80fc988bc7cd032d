/// The media type, digest and size of a blob (image-spec, descriptor.md).
public struct Descriptor: Hashable, Sendable {
    /// What the blob is.
    public var mediaType: MediaType
    /// The digest of its bytes.
    public var digest: Digest
    /// How many bytes it has.
    public var size: Int64
    /// Where else it may be had.
    public var urls: [String] = []
    /// What its maker says about it.
    public var annotations: [String: String] = [:]
    /// The blob itself, in base64.
    public var data: String?
    /// What an image needs to run, in the entries of an index.
    public var platform: Platform?
    /// What an artifact is, in the entries of an index.
    public var artifactType: String?
    /// Members that the specification does not name, as they were.
    public var otherMembers = JSONObject()

    /// Makes a descriptor.
    public init(
        mediaType: MediaType, digest: Digest, size: Int64, annotations: [String: String] = [:],
        platform: Platform? = nil
    ) {
        self.mediaType = mediaType
        self.digest = digest
        self.size = size
        self.annotations = annotations
        self.platform = platform
    }
}

extension Descriptor: JSONRepresentable {
    private static let known: Set<String> = [
        "mediaType", "digest", "size", "urls", "annotations", "data", "platform", "artifactType",
    ]

    /// Reads the value from its JSON form.
    public init(json: JSONValue) throws(OCIError) { try self.init(json: json, "descriptor") }

    init(json: JSONValue, _ place: String) throws(OCIError) {
        let members = try JSONMembers(json, place)
        mediaType = MediaType(try members.required("mediaType", members.string("mediaType")))
        digest = try members.required("digest", members.digest("digest"))
        size = try members.required("size", members.int("size"))
        guard size >= 0 else { throw OCIError(.unexpectedJSON, "\(place).size is \(size), less than nothing") }
        urls = try members.strings("urls") ?? []
        annotations = try members.map("annotations") ?? [:]
        data = try members.string("data")
        if let value = members.value("platform") { platform = try Platform(json: value) }
        artifactType = try members.string("artifactType")
        otherMembers = members.others(Self.known)
    }

    /// The value as the specifications and the tools around it write it.
    public var json: JSONValue {
        var object: JSONObject = [
            "mediaType": .string(mediaType.rawValue), "digest": .string(digest.description), "size": .int(size),
        ]
        object.append("urls", urls.isEmpty ? nil : .strings(urls))
        object.append("annotations", annotations.isEmpty ? nil : .object(JSONObject(annotations)))
        object.append("data", data.map { .string($0) })
        object.append("platform", platform?.json)
        object.append("artifactType", artifactType.map { .string($0) })
        object.append(contentsOf: otherMembers)
        return .object(object)
    }

    /// Reads a list of descriptors from a member.
    static func list(_ members: JSONMembers, _ key: String, _ place: String) throws(OCIError) -> [Descriptor] {
        var descriptors: [Descriptor] = []
        for (index, element) in (try members.array(key) ?? []).enumerated() {
            descriptors.append(try Descriptor(json: element, "\(place).\(key)[\(index)]"))
        }
        return descriptors
    }
}
