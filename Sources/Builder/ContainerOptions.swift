public import OCI

/// What is kept with a container of the command line that made it.
public struct ContainerOptions: Hashable, Sendable {
    /// What it runs and how; `nil`: as its image says.
    public var configuration: ContainerConfiguration?
    /// What else was said, by the names that docker has for it; for those who ask about the container.
    public var details: JSONObject

    /// What is to be kept.
    public init(configuration: ContainerConfiguration?, details: JSONObject = [:]) {
        self.configuration = configuration
        self.details = details
    }

    /// Reads what `json` wrote.
    public init(json: JSONValue) throws(OCIError) {
        if let value = json["configuration"] { configuration = try ContainerConfiguration(json: value) }
        details = json.objectValue ?? [:]
        details["configuration"] = nil
    }

    /// For the store.
    public var json: JSONValue {
        var result = details
        if let configuration { result["configuration"] = configuration.json }
        return .object(result)
    }
}
