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
    /// Members that hold records, with the names of all their fields in order; they print as `{a b}`.
    public var records: [String: [String]]
    /// Other names by which fields may be asked for: Go's, where JSON has another.
    public var aliases: [String: String]

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

    /// The objects of docker's API, as `inspect` shows them.
    public static let docker = TemplateTypes(
        maps: [
            "Annotations", "Args", "Data", "DriverOpts", "ExposedPorts", "Labels", "Metadata", "Networks", "Options",
            "PortBindings", "Ports", "Sysctls", "Volumes",
        ],
        lists: ["Cmd", "Entrypoint", "Env", "OnBuild", "RepoDigests", "RepoTags", "Shell", "Test"],
        omitted: [
            "ArgsEscaped": false, "Author": "", "Comment": "", "Container": "", "DockerVersion": "",
            "ExposedPorts": .null,
            "Healthcheck": .null, "Interval": 0, "MacAddress": "", "NetworkDisabled": false, "OsVersion": "",
            "Retries": 0,
            "Shell": .null, "StartInterval": 0, "StartPeriod": 0, "StopSignal": "", "StopTimeout": .null, "Test": .null,
            "Timeout": 0, "Variant": "",
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
        guard let member else { return GoFormat.text(value) }
        switch value {
        case .null where lists.contains(member): return "[]"
        case .null where maps.contains(member): return "map[]"
        case .number(let number) where durations.contains(member):
            return number.int64.map { GoDuration(nanoseconds: $0).description } ?? number.text
        case .object(let object):
            guard let fields = records[member] else { return GoFormat.text(value) }
            let texts = fields.map { text(object[$0] ?? omitted[$0] ?? .null, member: $0) }
            return "{" + texts.joined(separator: " ") + "}"
        default: return GoFormat.text(value)
        }
    }
}
