/// A JSON text as a value: members in order, numbers as written.
///
/// Image manifests and configurations are hashed as bytes, so how they are read and written is not left to a coder.
public enum JSONValue: Hashable, Sendable {
    case null
    case bool(Bool)
    case number(JSONNumber)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)

    /// Makes a whole number.
    public static func int(_ value: some BinaryInteger) -> JSONValue { .number(JSONNumber(value)) }

    /// Makes a list of texts.
    public static func strings(_ values: some Sequence<String>) -> JSONValue { .array(values.map { .string($0) }) }

    /// The member of that name, if this is an object that has it.
    public subscript(key: String) -> JSONValue? { objectValue?[key] }

    /// The element at a place, if this is a list that is long enough.
    public subscript(index: Int) -> JSONValue? {
        guard case .array(let elements) = self, elements.indices.contains(index) else { return nil }
        return elements[index]
    }

    /// The text, if this is one.
    public var stringValue: String? {
        if case .string(let value) = self { value } else { nil }
    }

    /// The truth value, if this is one.
    public var boolValue: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// The whole number, if this is one that fits.
    public var intValue: Int64? {
        if case .number(let value) = self { value.int64 } else { nil }
    }

    /// The number, if this is one.
    public var doubleValue: Double? {
        if case .number(let value) = self { value.double } else { nil }
    }

    /// The elements, if this is a list.
    public var arrayValue: [JSONValue]? {
        if case .array(let value) = self { value } else { nil }
    }

    /// The members, if this is an object.
    public var objectValue: JSONObject? {
        if case .object(let value) = self { value } else { nil }
    }

    /// This is JSON's `null`.
    public var isNull: Bool { self == .null }

    /// What this is, in words for an error: "a number", "an object".
    var kindInWords: String {
        switch self {
        case .null: "null"
        case .bool: "a truth value"
        case .number: "a number"
        case .string: "a text"
        case .array: "a list"
        case .object: "an object"
        }
    }
}

extension JSONValue: ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByStringInterpolation, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    /// Makes the value that a literal stands for.
    public init(booleanLiteral value: Bool) { self = .bool(value) }

    /// Makes the value that a literal stands for.
    public init(integerLiteral value: Int64) { self = .int(value) }

    /// Makes the value that a literal stands for.
    public init(stringLiteral value: String) { self = .string(value) }

    /// Makes the value that a literal stands for.
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }

    /// Makes the value that a literal stands for.
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(JSONObject(members: elements.map { JSONObject.Member(key: $0.0, value: $0.1) }))
    }
}
