public import OCI

/// A row of a list. Its fields are made when they are asked for: a table shows half of them.
public protocol ListRow {
    /// The names by which templates ask for its fields.
    var fieldNames: [String] { get }
    /// What stands in a field; `nil` for a name that the row does not have.
    func field(_ name: String) -> JSONValue?
}

extension ListRow {
    /// All fields, in the byte order of their names.
    public var object: JSONObject {
        JSONObject(
            members: fieldNames.compactMap { name in field(name).map { JSONObject.Member(key: name, value: $0) } }
        ).sortedByKey()
    }
}

extension JSONObject: ListRow {
    /// The names in order.
    public var fieldNames: [String] { keys }

    /// The value of a name.
    public func field(_ name: String) -> JSONValue? { self[name] }
}
