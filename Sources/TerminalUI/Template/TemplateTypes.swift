public import OCI

/// What a template must know of its value's Go types because JSON does not say it, each by the name of the member.
public struct TemplateTypes: Sendable {
    /// Members that hold maps: a name that one does not have is nothing, not a mistake, and an absent map prints as `map[]`.
    public var maps: Set<String>
    /// Members that hold lists: an absent one prints as `[]`.
    public var lists: Set<String>
    /// Members that JSON leaves out when they are empty, with what they are then.
    public var omitted: [String: JSONValue]

    /// Makes a description.
    public init(maps: Set<String> = [], lists: Set<String> = [], omitted: [String: JSONValue] = [:]) {
        self.maps = maps
        self.lists = lists
        self.omitted = omitted
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
            "Healthcheck": .null, "MacAddress": "", "NetworkDisabled": false, "OsVersion": "", "Shell": .null,
            "StopSignal": "",
            "StopTimeout": .null, "Variant": "",
        ]
    )
}
