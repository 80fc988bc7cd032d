/// What an image is made of and how it is run (image-spec, config.md). The digest of its bytes is the image ID.
public struct ImageConfiguration: Hashable, Sendable {
    /// When the image was made.
    public var created: Timestamp?
    /// Who made it.
    public var author: String?
    /// What it needs to run.
    public var platform: Platform
    /// What a container of it runs.
    public var config: ContainerConfiguration
    /// The diff-ids of its layers, the lowest first.
    public var diffIDs: [Digest]
    /// What its instructions did, the first one first.
    public var history: [HistoryEntry]
    /// Members that the specification does not name, as they were.
    public var otherMembers = JSONObject()

    /// Makes a configuration.
    public init(
        platform: Platform, config: ContainerConfiguration = ContainerConfiguration(), diffIDs: [Digest] = [],
        history: [HistoryEntry] = [], created: Timestamp? = nil
    ) {
        self.platform = platform
        self.config = config
        self.diffIDs = diffIDs
        self.history = history
        self.created = created
    }

    /// Leaves only what the specification and docker's `config` name, as BuildKit does when it builds upon an image.
    public mutating func dropUnknownMembers() {
        otherMembers = JSONObject()
        config.otherMembers = JSONObject()
        config.healthCheck?.otherMembers = JSONObject()
        for index in history.indices { history[index].otherMembers = JSONObject() }
    }
}

extension ImageConfiguration: OCIDocument {
    private static let known: Set<String> = [
        "created", "author", "architecture", "os", "os.version", "os.features", "variant", "config", "rootfs",
        "history",
    ]

    /// The specification's type: a configuration does not say what it is.
    public var documentMediaType: MediaType { .ociConfiguration }
    /// Written on one line, as BuildKit does.
    public static var isIndented: Bool { false }

    /// Errors: `unexpectedJSON`, `invalidTimestamp`, `invalidDigest`.
    public init(json: JSONValue) throws(OCIError) {
        let members = try JSONMembers(json, "configuration")
        created = try members.timestamp("created")
        author = try members.string("author")
        platform = try Platform(json: json)
        // The members around it are the configuration's own.
        platform.otherMembers = JSONObject()
        config =
            try members.value("config").map { value throws(OCIError) in try ContainerConfiguration(json: value) }
            ?? ContainerConfiguration()
        let rootfs = try JSONMembers(members.required("rootfs", members.value("rootfs")), "configuration.rootfs")
        diffIDs = []
        for text in try rootfs.strings("diff_ids") ?? [] { diffIDs.append(try Digest(parsing: text)) }
        history = []
        for (index, element) in (try members.array("history") ?? []).enumerated() {
            history.append(try HistoryEntry(json: element, "configuration.history[\(index)]"))
        }
        otherMembers = members.others(Self.known)
    }

    /// As BuildKit writes it: the members sorted by name, what is empty left out.
    public var json: JSONValue {
        guard var object = platform.json.objectValue else { return .null }
        if let author, !author.isEmpty { object.append("author", .string(author)) }
        object.append("config", config.json)
        object.append("created", created.map { .string($0.description) })
        object.append("history", history.isEmpty ? nil : .array(history.map(\.json)))
        object.append("rootfs", ["type": "layers", "diff_ids": .strings(diffIDs.map(\.description))])
        object.append(contentsOf: otherMembers)
        return .object(object.sortedByKey())
    }
}
