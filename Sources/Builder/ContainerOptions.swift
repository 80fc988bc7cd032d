public import OCI

/// What is kept with a container of the command line that made it.
public struct ContainerOptions: Hashable, Sendable {
    /// What it runs and how; `nil`: as its image says.
    public var configuration: ContainerConfiguration?

    /// What is to be kept.
    public init(configuration: ContainerConfiguration?) { self.configuration = configuration }

    /// Reads what `json` wrote.
    public init(json: JSONValue) throws(OCIError) {
        if let value = json["configuration"] { configuration = try ContainerConfiguration(json: value) }
    }

    /// For the store.
    public var json: JSONValue {
        guard let configuration else { return .object([:]) }
        return .object(["configuration": configuration.json])
    }
}
