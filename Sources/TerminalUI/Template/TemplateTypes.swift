public import OCI

/// What a template must know of its value's Go types because JSON does not say it, each by the name of the member.
public struct TemplateTypes: Sendable {
    /// Members that hold maps: a name that one does not have is nothing, not a mistake, and an absent map prints as `map[]`.
    public var maps: Set<String>
    /// Members that hold lists: an absent one prints as `[]`.
    public var lists: Set<String>
    /// Members that JSON leaves out when they are empty, with what they are then.
    public var omitted: [String: JSONValue]

    /// Members that hold spans of time in nanoseconds, which print as Go's durations.
    public var durations: Set<String>
    /// Members that hold records, with the names of all their fields in order; they print as `{a b}`. Fields between `{` and
    /// `}` belong to a record in the record.
    public var records: [String: [String]]
    /// The member whose record leaves out empty lists and maps when it is written as JSON, though a template sees them.
    public var sparse: String?
    /// Names by which fields are asked for, with the ones that JSON has for them, which are not known then.
    public var aliases: [String: String]
    /// JSON that was read without types: all objects are maps, and what is not there is a mistake.
    public var isDecoded = false
    /// Lists and objects are rows of docker's, which write themselves with their signs escaped for HTML.
    public var areRows = false

    /// Makes a description.
    public init(
        maps: Set<String> = [], lists: Set<String> = [], omitted: [String: JSONValue] = [:],
        durations: Set<String> = [],
        records: [String: [String]] = [:], aliases: [String: String] = [:]
    ) {
        self.maps = maps
        self.lists = lists
        self.omitted = omitted
        self.durations = durations
        self.records = records
        self.aliases = aliases
    }

    /// Nothing is known: every member is a plain value that must be there.
    public static let unknown = TemplateTypes()

    /// Lists of rows.
    public static let rows: TemplateTypes = {
        var types = TemplateTypes()
        types.areRows = true
        return types
    }()

    /// JSON without types, as docker's client reads it where its own types lack a field.
    public static let decoded: TemplateTypes = {
        var types = TemplateTypes()
        types.isDecoded = true
        return types
    }()

    /// The objects of docker's API, as `inspect` shows them.
    public static let docker = TemplateTypes(
        maps: [
            "Annotations", "Data", "DriverOpts", "ExposedPorts", "Labels", "Metadata", "Networks", "Options",
            "PortBindings", "Ports", "Sysctls", "Volumes",
        ],
        lists: [
            "Args", "Binds", "Cmd", "Entrypoint", "Env", "ExecIDs", "Layers", "Mounts", "OnBuild", "RepoDigests",
            "RepoTags",
            "Shell", "Test",
        ],
        omitted: [
            "ArgsEscaped": false, "Author": "", "Cmd": .null, "Comment": "", "Container": "", "DockerVersion": "",
            "Entrypoint": .null, "Env": .null, "ExposedPorts": .null,
            "Healthcheck": .null, "Interval": 0, "Labels": .null, "Layers": .null, "MacAddress": "",
            "NetworkDisabled": false, "OnBuild": .null, "OsVersion": "", "Retries": 0,
            "Shell": .null, "StartInterval": 0, "StartPeriod": 0, "StopSignal": "", "StopTimeout": .null, "Test": .null,
            "Timeout": 0, "User": "", "Variant": "", "VirtualSize": 0, "Volumes": .null, "WorkingDir": "",
        ],
        durations: ["Interval", "StartInterval", "StartPeriod", "Timeout"],
        records: [
            "GraphDriver": ["Data", "Name"], "RootFS": ["Type", "Layers"],
            "Healthcheck": ["Test", "Interval", "Timeout", "StartPeriod", "StartInterval", "Retries"],
        ],
        aliases: ["ID": "Id"]
    )
}

extension TemplateTypes {
    /// A value as text, printed as the Go type of the member that holds it.
    func text(_ value: JSONValue, member: String?) -> String {
        if isDecoded { return value.isNull ? "<no value>" : GoFormat.text(value, isDecoded: true) }
        guard let member else { return GoFormat.text(value) }
        if member == "LastTagTime", let time = value.stringValue.flatMap({ Timestamp($0) }) {
            // A time prints in Go's own form; the members that are times are texts in all but this one.
            let text = time.truncatedToSeconds.description
            return text.prefix(10) + " " + text.dropFirst(11).prefix(8) + " +0000 UTC"
        }
        switch value {
        case .null where lists.contains(member): return "[]"
        case .null where maps.contains(member): return "map[]"
        case .number(let number) where durations.contains(member):
            return number.int64.map { GoDuration(nanoseconds: $0).description } ?? number.text
        case .object(let object):
            guard let fields = records[member] else { return GoFormat.text(value) }
            return record(object, fields)
        default: return GoFormat.text(value)
        }
    }

    private func record(_ object: JSONObject, _ fields: [String]) -> String {
        var text = "{"
        var isFirst = true
        for field in fields {
            if field != "}", !isFirst { text += " " }
            isFirst = field == "{"
            if ["{", "}"].contains(field) {
                text += field
            } else {
                text += self.text(object[field] ?? omitted[field] ?? .null, member: field)
            }
        }
        return text + "}"
    }

    /// What `json` writes of a value; `root` is the whole.
    func written(_ value: JSONValue, root: JSONValue) -> JSONValue {
        guard let sparse, let whole = root.objectValue, let record = whole[sparse]?.objectValue else { return value }
        let written = JSONValue.object(
            JSONObject(
                members: record.members.filter {
                    $0.key == "Healthcheck" || $0.value != .array([]) && $0.value != [:]
                }))
        if value == .object(record) { return written }
        guard value == root else { return value }
        var result = whole
        result[sparse] = written
        return .object(result)
    }
}

extension TemplateTypes {
    /// An image as `inspect` shows it.
    public static let image: TemplateTypes = {
        var types = docker
        types.sparse = "Config"
        types.maps.remove("Metadata")
        types.records["Metadata"] = ["LastTagTime"]
        types.records["ContainerConfig"] = containerConfig
        types.records["Config"] = [
            "{", "User", "ExposedPorts", "Env", "Entrypoint", "Cmd", "Volumes", "WorkingDir", "Labels", "StopSignal",
            "ArgsEscaped", "}", "{", "Healthcheck", "OnBuild", "Shell", "}",
        ]
        return types
    }()

    /// A container as `inspect` shows it.
    public static let container: TemplateTypes = {
        var types = docker
        types.omitted["Health"] = .null
        types.records["Config"] = containerConfig
        types.records["State"] = [
            "Status", "Running", "Paused", "Restarting", "OOMKilled", "Dead", "Pid", "ExitCode", "Error", "StartedAt",
            "FinishedAt", "Health",
        ]
        return types
    }()

    private static let containerConfig = [
        "Hostname", "Domainname", "User", "AttachStdin", "AttachStdout", "AttachStderr", "ExposedPorts", "Tty",
        "OpenStdin", "StdinOnce", "Env", "Cmd", "Healthcheck", "ArgsEscaped", "Image", "Volumes", "WorkingDir",
        "Entrypoint", "NetworkDisabled", "MacAddress", "OnBuild", "Labels", "StopSignal", "StopTimeout", "Shell",
    ]
}

extension TemplateTypes {
    /// Whether a name is JSON's for a field that has another one.
    func isHidden(_ name: String) -> Bool { aliases.contains { $0.value == name && $0.key != name } }
}
