/// A list of manifests, one for each platform or each image of a layout (image-spec, image-index.md; docker's manifest list).
public struct ImageIndex: Hashable, Sendable {
    /// What the document says that it is.
    public var mediaType: MediaType?
    /// What an artifact is, where the index holds no image.
    public var artifactType: String?
    /// The entries in order.
    public var manifests: [Descriptor]
    /// The manifest that this index belongs to.
    public var subject: Descriptor?
    /// What its maker says about it.
    public var annotations: [String: String]
    /// Members that the specification does not name, as they were.
    public var otherMembers = JSONObject()

    /// Makes an OCI index.
    public init(manifests: [Descriptor], annotations: [String: String] = [:]) {
        mediaType = .ociIndex
        self.manifests = manifests
        self.annotations = annotations
    }

    /// The entry to run on a platform: the one that names it most exactly, the first of equals; else the only entry that names no platform.
    ///
    /// Entries for nothing that runs (`unknown/unknown`, as attestations have) are passed over. `nil` if none fits.
    public func manifest(for platform: Platform) -> Descriptor? {
        for candidate in platform.compatible {
            if let entry = manifests.first(where: { $0.platform?.isSame(as: candidate) == true }) { return entry }
        }
        let unnamed = manifests.filter { $0.platform == nil }
        return unnamed.count == 1 ? unnamed[0] : nil
    }
}

extension ImageIndex: OCIDocument {
    private static let known: Set<String> = [
        "schemaVersion", "mediaType", "artifactType", "manifests", "subject", "annotations",
    ]

    /// What the document says that it is, or the specification's type.
    public var documentMediaType: MediaType { mediaType ?? .ociIndex }
    /// Written with a member a line, as containerd does.
    public static var isIndented: Bool { true }

    /// Errors: `unexpectedJSON`, `unsupportedSchema`.
    public init(json: JSONValue) throws(OCIError) {
        let members = try JSONMembers(json, "index")
        try SchemaVersion.check(members, "index")
        mediaType = try members.string("mediaType").map { MediaType($0) }
        artifactType = try members.string("artifactType")
        manifests = try Descriptor.list(members, "manifests", "index")
        if let value = members.value("subject") { subject = try Descriptor(json: value, "index.subject") }
        annotations = try members.map("annotations") ?? [:]
        otherMembers = members.others(Self.known)
    }

    /// The value as the specifications and the tools around it write it.
    public var json: JSONValue {
        var object: JSONObject = ["schemaVersion": 2]
        object.append("mediaType", mediaType.map { .string($0.rawValue) })
        object.append("artifactType", artifactType.map { .string($0) })
        object.append("manifests", .array(manifests.map(\.json)))
        object.append("subject", subject?.json)
        object.append("annotations", annotations.isEmpty ? nil : .object(JSONObject(annotations)))
        object.append(contentsOf: otherMembers)
        return .object(object)
    }
}
