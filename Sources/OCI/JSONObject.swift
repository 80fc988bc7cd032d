/// The members of a JSON object in the order in which they stand.
///
/// Where a name occurs twice in a text, both members are kept and the last one counts, as in Go.
public struct JSONObject: Hashable, Sendable {
    /// One member.
    public struct Member: Hashable, Sendable {
        /// Its name.
        public var key: String
        /// Its value.
        public var value: JSONValue

        /// Makes a member.
        public init(key: String, value: JSONValue) {
            self.key = key
            self.value = value
        }
    }

    /// The members in order.
    public private(set) var members: [Member]

    /// Makes an object of members, in that order.
    public init(members: [Member] = []) { self.members = members }

    /// Makes an object of a map of texts, its keys in byte order as Go writes maps.
    public init(_ map: [String: String]) {
        members = map.keys.sortedByBytes().map { Member(key: $0, value: .string(map[$0] ?? "")) }
    }

    /// The value of a name: the last one that bears it. Setting appends a new name, replaces a known one, and `nil` removes it.
    public subscript(key: String) -> JSONValue? {
        get { members.last { $0.key == key }?.value }
        set {
            guard let newValue else { return members.removeAll { $0.key == key } }
            if let index = members.lastIndex(where: { $0.key == key }) {
                members[index].value = newValue
            } else {
                members.append(Member(key: key, value: newValue))
            }
        }
    }

    /// The names in order.
    public var keys: [String] { members.map(\.key) }
    /// How many members there are.
    public var count: Int { members.count }
    /// No member is there.
    public var isEmpty: Bool { members.isEmpty }

    /// The same members in the byte order of their names, as Go writes maps; equal names keep their order.
    public func sortedByKey() -> JSONObject {
        let order = members.indices.sorted { left, right in
            let (first, second) = (members[left].key.utf8, members[right].key.utf8)
            if first.lexicographicallyPrecedes(second) { return true }
            return !second.lexicographicallyPrecedes(first) && left < right
        }
        return JSONObject(members: order.map { members[$0] })
    }

    /// Appends the members of another object.
    public mutating func append(contentsOf other: JSONObject) { members += other.members }

    /// Appends a member unless the value is `nil`.
    mutating func append(_ key: String, _ value: JSONValue?) {
        if let value { members.append(Member(key: key, value: value)) }
    }

    /// The members whose names are not among some known ones.
    func without(_ known: Set<String>) -> JSONObject {
        JSONObject(members: members.filter { !known.contains($0.key) })
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    /// Makes the value that a literal stands for.
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        members = elements.map { Member(key: $0.0, value: $0.1) }
    }
}

extension Sequence<String> {
    /// The texts in the order of their UTF-8 bytes, which is Go's order of strings.
    func sortedByBytes() -> [String] { sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } }
}
