internal import OCI

/// A part of an image's configuration that differs.
public struct ConfigurationChange: Hashable, Sendable {
    /// What it is: a name of the image specification, with the variable, label, port or volume after a dot, as in `Env.PATH`.
    public let field: String
    /// What the first image has, as text or JSON; `nil` for nothing.
    public let before: String?
    /// What the second image has; `nil` for nothing.
    public let after: String?

    /// What differs, in the byte order of the fields. Nothing and an empty value are the same.
    static func between(_ first: ImageConfiguration, _ second: ImageConfiguration) -> [ConfigurationChange] {
        let (before, after) = (fields(first.json), fields(second.json))
        return Set(before.keys).union(after.keys).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            .filter { before[$0] != after[$0] }
            .map { ConfigurationChange(field: $0, before: before[$0], after: after[$0]) }
    }

    private static func fields(_ json: JSONValue) -> [String: String] {
        var result: [String: String] = [:]
        for name in ["os", "architecture", "variant", "author"] { result[name] = text(json[name]) }
        for member in json["config"]?.objectValue?.members ?? [] {
            switch (member.key, member.value) {
            case ("Env", .array(let variables)):
                for case .string(let variable) in variables {
                    let parts = variable.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                    result["Env.\(parts[0])"] = parts.count > 1 ? String(parts[1]) : ""
                }
            case ("Labels", .object(let labels)), ("ExposedPorts", .object(let labels)),
                ("Volumes", .object(let labels)):
                for label in labels.members {
                    result["\(member.key).\(label.key)"] = label.value.stringValue ?? label.value.compact()
                }
            case ("Image", _), ("Hostname", _), ("Domainname", _), ("ArgsEscaped", _): continue  // of no effect
            default: result[member.key] = text(member.value)
            }
        }
        return result
    }

    private static func text(_ value: JSONValue?) -> String? {
        switch value {
        case nil, .null, .bool(false), .string(""), .array([]): nil
        case .object(let object) where object.isEmpty: nil
        case .string(let text): text
        case let value?: value.compact(escapingHTML: false)
        }
    }
}
