/// A value that a specification gives a JSON form.
public protocol JSONRepresentable {
    /// Reads the value. Errors: `unexpectedJSON` with the place, and what the members' own types report.
    init(json: JSONValue) throws(OCIError)
    /// The value as the specification and the tools around it write it.
    var json: JSONValue { get }
}

/// Reads the members of an object and says where a wrong one stands.
struct JSONMembers {
    private let object: JSONObject
    private let place: String

    /// Takes an object; `place` names it in errors, as in "manifest" or "configuration.config".
    init(_ value: JSONValue, _ place: String) throws(OCIError) {
        guard case .object(let object) = value else {
            throw OCIError(.unexpectedJSON, "\(place) is \(value.kindInWords) where an object is wanted")
        }
        self.object = object
        self.place = place
    }

    /// The member, or `nil` if it is absent or null.
    func value(_ key: String) -> JSONValue? {
        let value = object[key]
        return value == .null ? nil : value
    }

    func string(_ key: String) throws(OCIError) -> String? {
        guard let value = value(key) else { return nil }
        guard case .string(let text) = value else { throw unexpected(key, value, "a text") }
        return text
    }

    func bool(_ key: String) throws(OCIError) -> Bool? {
        guard let value = value(key) else { return nil }
        guard case .bool(let flag) = value else { throw unexpected(key, value, "a truth value") }
        return flag
    }

    func int(_ key: String) throws(OCIError) -> Int64? {
        guard let value = value(key) else { return nil }
        guard let number = value.intValue else { throw unexpected(key, value, "a whole number") }
        return number
    }

    func array(_ key: String) throws(OCIError) -> [JSONValue]? {
        guard let value = value(key) else { return nil }
        guard case .array(let elements) = value else { throw unexpected(key, value, "a list") }
        return elements
    }

    func strings(_ key: String) throws(OCIError) -> [String]? {
        guard let elements = try array(key) else { return nil }
        var texts: [String] = []
        for (index, element) in elements.enumerated() {
            guard case .string(let text) = element else { throw unexpected("\(key)[\(index)]", element, "a text") }
            texts.append(text)
        }
        return texts
    }

    func map(_ key: String) throws(OCIError) -> [String: String]? {
        guard let value = value(key) else { return nil }
        guard case .object(let object) = value else { throw unexpected(key, value, "an object") }
        var map: [String: String] = [:]
        for member in object.members {
            guard case .string(let text) = member.value else {
                throw unexpected("\(key).\(member.key)", member.value, "a text")
            }
            map[member.key] = text
        }
        return map
    }

    /// The names of an object that stands for a set, as ports and volumes do.
    func set(_ key: String) throws(OCIError) -> Set<String> {
        guard let value = value(key) else { return [] }
        guard case .object(let object) = value else { throw unexpected(key, value, "an object") }
        return Set(object.keys)
    }

    func digest(_ key: String) throws(OCIError) -> Digest? {
        guard let text = try string(key) else { return nil }
        return try Digest(parsing: text)
    }

    func timestamp(_ key: String) throws(OCIError) -> Timestamp? {
        guard let text = try string(key) else { return nil }
        return try Timestamp(parsing: text)
    }

    func required<Value>(_ key: String, _ value: Value?) throws(OCIError) -> Value {
        guard let value else { throw OCIError(.unexpectedJSON, "\(place) has no “\(key)”") }
        return value
    }

    /// The members that are not among the known ones.
    func others(_ known: Set<String>) -> JSONObject { object.without(known) }

    private func unexpected(_ key: String, _ value: JSONValue, _ wanted: String) -> OCIError {
        OCIError(.unexpectedJSON, "\(place).\(key) is \(value.kindInWords) where \(wanted) is wanted")
    }
}
