import OCI

/// A struct of docker's as its JSON looks: fields in order, each with what stands there when nothing is set.
struct GoRecord: Sendable {
    /// One field.
    struct Field: Sendable {
        let name: String
        /// What stands for nothing; `nil` where the field is then left out.
        let zero: JSONValue?
        /// It is there even when it is empty, so that a template sees the empty list or map.
        var keepsEmpty = false

        /// A field that is always there.
        static func always(_ name: String, _ zero: JSONValue) -> Field { Field(name: name, zero: zero) }
        /// A field that is left out when it is empty.
        static func ifSet(_ name: String) -> Field { Field(name: name, zero: nil) }
        /// A list or a map that is left out when nobody said anything of it.
        static func ifGiven(_ name: String) -> Field { Field(name: name, zero: nil, keepsEmpty: true) }
    }

    let fields: [Field]

    /// The record with the members of an object, maps in the order of their keys as Go writes them; other members go.
    func json(of object: JSONObject) -> JSONObject {
        var result: [JSONObject.Member] = []
        for field in fields {
            let value = object[field.name].map { field.name == "Healthcheck" ? $0 : Self.sorted($0) } ?? .null
            if let zero = field.zero {
                result.append(JSONObject.Member(key: field.name, value: value.isNull ? zero : value))
            } else if field.keepsEmpty ? !value.isNull : !Self.isEmpty(value) {
                result.append(JSONObject.Member(key: field.name, value: value))
            }
        }
        return JSONObject(members: result)
    }

    /// What Go's `omitempty` leaves out.
    private static func isEmpty(_ value: JSONValue) -> Bool {
        switch value {
        case .null, .bool(false), .string(""), .array([]): true
        case .number(let number): number.double == 0
        case .object(let object): object.isEmpty
        default: false
        }
    }

    private static func sorted(_ value: JSONValue) -> JSONValue {
        guard case .object(let object) = value else { return value }
        return .object(object.sortedByKey())
    }
}

extension GoRecord {
    /// The `Config` of an image or a container as the daemon sends it (docker 20.10, `container.Config`).
    static let daemonConfig = GoRecord(fields: [
        .always("Hostname", ""), .always("Domainname", ""), .always("User", ""), .always("AttachStdin", false),
        .always("AttachStdout", false), .always("AttachStderr", false), .ifSet("ExposedPorts"), .always("Tty", false),
        .always("OpenStdin", false), .always("StdinOnce", false), .always("Env", .null), .always("Cmd", .null),
        .ifSet("Healthcheck"), .ifSet("ArgsEscaped"), .always("Image", ""), .always("Volumes", .null),
        .always("WorkingDir", ""), .always("Entrypoint", .null), .ifSet("NetworkDisabled"), .ifSet("MacAddress"),
        .always("OnBuild", .null), .always("Labels", .null), .ifSet("StopSignal"), .ifSet("StopTimeout"),
        .ifSet("Shell"),
    ])

    /// The `Config` of an image as docker's client 28 knows it, which is what templates see.
    static let clientConfig = GoRecord(fields: [
        .ifSet("User"), .ifGiven("ExposedPorts"), .ifGiven("Env"), .ifGiven("Entrypoint"), .ifGiven("Cmd"),
        .ifGiven("Volumes"),
        .ifSet("WorkingDir"), .ifGiven("Labels"), .ifSet("StopSignal"), .ifSet("ArgsEscaped"), .ifSet("Healthcheck"),
        .ifGiven("OnBuild"), .ifGiven("Shell"),
    ])

    /// A `Healthcheck`, in both.
    static let healthCheck = GoRecord(fields: [
        .ifSet("Test"), .ifSet("Interval"), .ifSet("Timeout"), .ifSet("StartPeriod"), .ifSet("StartInterval"),
        .ifSet("Retries"),
    ])

    /// A `Config` with its health check in order.
    func config(of object: JSONObject) -> JSONObject {
        var object = object
        if let check = object["Healthcheck"]?.objectValue {
            object["Healthcheck"] = .object(Self.healthCheck.json(of: check))
        }
        var result = json(of: object)
        // A pointer to an empty record is not empty.
        if object["Healthcheck"]?.objectValue?.isEmpty == true { result["Healthcheck"] = [:] }
        return result
    }
}
