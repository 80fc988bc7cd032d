/// The configuration and the layers of one image (image-spec, manifest.md; docker's manifest V2, schema 2).
public struct Manifest: Hashable, Sendable {
    /// What the document says that it is.
    public var mediaType: MediaType?
    /// What an artifact is, where the manifest holds no image.
    public var artifactType: String?
    /// The image's configuration.
    public var configuration: Descriptor
    /// The layers, the lowest first.
    public var layers: [Descriptor]
    /// The manifest that this one belongs to.
    public var subject: Descriptor?
    /// What its maker says about it.
    public var annotations: [String: String]
    /// Members that the specification does not name, as they were.
    public var otherMembers = JSONObject()

    /// Makes an OCI manifest.
    public init(configuration: Descriptor, layers: [Descriptor], annotations: [String: String] = [:]) {
        mediaType = .ociManifest
        self.configuration = configuration
        self.layers = layers
        self.annotations = annotations
    }
}

extension Manifest: OCIDocument {
    private static let known: Set<String> = [
        "schemaVersion", "mediaType", "artifactType", "config", "layers", "subject", "annotations",
    ]

    /// What the document says that it is, or the specification's type.
    public var documentMediaType: MediaType { mediaType ?? .ociManifest }
    /// Written with a member a line, as containerd does.
    public static var isIndented: Bool { true }

    /// Errors: `unexpectedJSON`; `unsupportedSchema` for docker's schema 1.
    public init(json: JSONValue) throws(OCIError) {
        let members = try JSONMembers(json, "manifest")
        try SchemaVersion.check(members, "manifest")
        mediaType = try members.string("mediaType").map { MediaType($0) }
        artifactType = try members.string("artifactType")
        let config = try members.required("config", members.value("config"))
        configuration = try Descriptor(json: config, "manifest.config")
        layers = try Descriptor.list(members, "layers", "manifest")
        if let value = members.value("subject") { subject = try Descriptor(json: value, "manifest.subject") }
        annotations = try members.map("annotations") ?? [:]
        otherMembers = members.others(Self.known)
    }

    /// The value as the specifications and the tools around it write it.
    public var json: JSONValue {
        var object: JSONObject = ["schemaVersion": 2]
        object.append("mediaType", mediaType.map { .string($0.rawValue) })
        object.append("artifactType", artifactType.map { .string($0) })
        object.append("config", configuration.json)
        object.append("layers", .array(layers.map(\.json)))
        object.append("subject", subject?.json)
        object.append("annotations", annotations.isEmpty ? nil : .object(JSONObject(annotations)))
        object.append(contentsOf: otherMembers)
        return .object(object)
    }
}

extension Manifest {
    /// The first layer whose type is that of no archive of files: what has one is an artifact, whatever its configuration is. Tools are
    /// known that write other words for an archive than the specification has.
    public var strangeLayer: Descriptor? {
        layers.first { layer in
            let type = layer.mediaType
            return !type.isLayer && !type.isNondistributable
                && (!type.rawValue.contains("tar") || type.rawValue.contains("encrypted"))
        }
    }
}

/// The version number that manifests and indexes begin with.
enum SchemaVersion {
    static func check(_ members: JSONMembers, _ place: String) throws(OCIError) {
        let version = try members.required("schemaVersion", members.int("schemaVersion"))
        guard version == 2 else {
            throw OCIError(
                .unsupportedSchema, "the \(place) is of schema version \(version); Strata reads version 2",
                hint: "write the image anew with a tool of the last years, as in skopeo copy"
            )
        }
    }
}
