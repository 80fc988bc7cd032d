import LinuxSystem
import OCI
import SystemPackage
import YAML

/// A file of the Container Device Interface: JSON, or the same as YAML, which `nvidia-ctk cdi generate` writes.
enum DeviceFile {
    private static let limit = 4 << 20

    /// Whether a name is that of a description.
    static func isDescription(_ name: String) -> Bool { name.hasSuffix(".json") || isYAML(name) }

    private static func isYAML(_ name: String) -> Bool { name.hasSuffix(".yaml") || name.hasSuffix(".yml") }

    /// Reads a description.
    ///
    /// - Throws: `SystemError`; `OCIError` or `YAMLValue.Fault` for a text that is neither.
    static func read(_ file: FilePath) throws -> JSONValue {
        let bytes = try FileHandle.open(file).readAll(limit: limit)
        guard isYAML(file.string) else { return try JSONValue(parsing: bytes) }
        return JSONValue(try YAMLValue(parsing: bytes))
    }
}

extension JSONValue {
    /// What a YAML value means where JSON is wanted: scalars without quotes may be numbers and truth values
    /// (YAML 1.2, 10.2, JSON schema, and numbers with a leading `0` or `0o`, which are octal as in YAML 1.1).
    init(_ value: YAMLValue) {
        switch value {
        case .list(let elements): self = .array(elements.map(JSONValue.init))
        case .mapping(let entries):
            self = .object(JSONObject(members: entries.map { .init(key: $0.key, value: JSONValue($0.value)) }))
        case .scalar(let text, let isPlain): self = isPlain ? Self.plain(text) : .string(text)
        }
    }

    private static func plain(_ text: String) -> JSONValue {
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return .bool(true)
        case "false", "False", "FALSE": return .bool(false)
        default: break
        }
        let octal = text.hasPrefix("0o") ? text.dropFirst(2) : text.hasPrefix("0") ? text.dropFirst() : ""
        if let number = Int64(octal, radix: 8) ?? Int64(text) { return .int(number) }
        // A version such as 0.6 is a number for YAML, too; whoever wants a text quotes it.
        if let number = Double(text), text.contains("."), let json = JSONNumber(number) { return .number(json) }
        return .string(text)
    }
}
