public import OCI

/// What differs between the record of a key that was looked for and one that is kept: the explanation of a miss.
public struct KeyDifference: Sendable, Hashable {
    /// One difference.
    public struct Change: Sendable, Hashable {
        /// The label of the part.
        public let label: String
        /// The name within the part (a variable), where the part has names.
        public let name: String?
        /// The value kept; `nil` where it is new.
        public let old: String?
        /// The value wanted; `nil` where it is gone.
        public let new: String?

        /// Makes a difference.
        public init(label: String, name: String?, old: String?, new: String?) {
            self.label = label
            self.name = name
            self.old = old
            self.new = new
        }
    }

    /// The differences, in the order of the wanted record, what is gone last.
    public let changes: [Change]

    /// Compares two records, as ``KeyParts/record`` gives them. Another version or kind is one change.
    public init(wanted: JSONValue, kept: JSONValue) {
        for member in ["version", "kind"] where wanted[member] != kept[member] {
            changes = [
                Change(label: member, name: nil, old: kept[member].map(Self.text), new: wanted[member].map(Self.text))
            ]
            return
        }
        let new = wanted["parts"]?.objectValue ?? JSONObject()
        let old = kept["parts"]?.objectValue ?? JSONObject()
        let labels = new.keys + old.keys.filter { new[$0] == nil }
        changes = labels.flatMap { Self.changes(label: $0, old: old[$0], new: new[$0]) }
    }

    private static func changes(label: String, old: JSONValue?, new: JSONValue?) -> [Change] {
        if old == new { return [] }
        let oldMembers = old?.objectValue
        let newMembers = new?.objectValue
        guard oldMembers != nil || newMembers != nil else {
            return [Change(label: label, name: nil, old: old.map(text), new: new.map(text))]
        }
        let before = oldMembers ?? JSONObject()
        let after = newMembers ?? JSONObject()
        let names = after.keys + before.keys.filter { after[$0] == nil }
        return names.filter { before[$0] != after[$0] }.map { name in
            Change(label: label, name: name, old: before[name].map(text), new: after[name].map(text))
        }
    }

    private static func text(_ value: JSONValue) -> String {
        if let text = value.stringValue { return text }
        if let texts = value.arrayValue { return texts.map(text).joined(separator: " ") }
        return value.compact()
    }
}
