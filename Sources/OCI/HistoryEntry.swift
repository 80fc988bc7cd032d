/// What one instruction did, in an image's history (image-spec, config.md, "history").
public struct HistoryEntry: Hashable, Sendable {
    /// When it was carried out.
    public var created: Timestamp?
    /// The instruction.
    public var createdBy: String?
    /// Who wrote it.
    public var author: String?
    /// A remark; BuildKit writes its name here.
    public var comment: String?
    /// The instruction made no layer.
    public var isEmptyLayer: Bool
    /// Members that the specification does not name, as they were.
    public var otherMembers = JSONObject()

    /// Makes an entry.
    public init(
        created: Timestamp? = nil, createdBy: String? = nil, author: String? = nil, comment: String? = nil,
        isEmptyLayer: Bool = false
    ) {
        self.created = created
        self.createdBy = createdBy
        self.author = author
        self.comment = comment
        self.isEmptyLayer = isEmptyLayer
    }
}

extension HistoryEntry: JSONRepresentable {
    private static let known: Set<String> = ["created", "created_by", "author", "comment", "empty_layer"]

    /// Reads the value from its JSON form.
    public init(json: JSONValue) throws(OCIError) { try self.init(json: json, "history entry") }

    init(json: JSONValue, _ place: String) throws(OCIError) {
        let members = try JSONMembers(json, place)
        created = try members.timestamp("created")
        createdBy = try members.string("created_by")
        author = try members.string("author")
        comment = try members.string("comment")
        isEmptyLayer = try members.bool("empty_layer") ?? false
        otherMembers = members.others(Self.known)
    }

    /// In the order of the specification's type; what is empty is left out.
    public var json: JSONValue {
        var object = JSONObject()
        object.append("created", created.map { .string($0.description) })
        for (key, text) in [("created_by", createdBy), ("author", author), ("comment", comment)] {
            if let text, !text.isEmpty { object.append(key, .string(text)) }
        }
        if isEmptyLayer { object.append("empty_layer", true) }
        object.append(contentsOf: otherMembers)
        return .object(object)
    }
}
