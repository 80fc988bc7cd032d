import OCI
import Storage
import SystemPackage

/// An image as `inspect` shows it: docker's fields, with docker's types.
struct ImageDocument {
    let image: Image
    let configuration: ImageConfiguration
    let layers: LayerStack

    init(_ image: Image, store: Store) throws {
        self.image = image
        configuration = try store.configuration(of: image).value
        layers = try store.stack(of: store.layers(of: image))
    }

    var json: JSONValue {
        var result: JSONObject = [
            "Id": .string(image.id.description),
            "RepoTags": .array(image.references.filter { $0.tag != nil }.map { .string($0.familiar) }),
            "RepoDigests": .array(repositoryDigests.map { .string($0) }),
            "Parent": "",
            "Comment": .string(configuration.history.last?.comment ?? ""),
            "Created": .string((configuration.created ?? .zero).description),
            "DockerVersion": configuration.otherMembers["docker_version"] ?? "",
            "Author": .string(configuration.author ?? ""),
            "Config": Self.config(configuration.config),
            "Architecture": .string(configuration.platform.architecture),
        ]
        if let variant = configuration.platform.variant { result["Variant"] = .string(variant) }
        result["Os"] = .string(configuration.platform.os)
        result["Size"] = .int(image.size)
        result["VirtualSize"] = .int(image.size)
        result["GraphDriver"] = ["Name": "overlay2", "Data": graphData]
        result["RootFS"] = [
            "Type": "layers", "Layers": .array(configuration.diffIDs.map { .string($0.description) }),
        ]
        result["Descriptor"] = image.manifestDescriptor.json
        return .object(result)
    }

    private var repositoryDigests: [String] {
        image.references.compactMap { reference in
            reference.digest.map { "\(reference.repository.familiar)@\($0)" }
        }
    }

    /// Where the layers are: what people look for below /var/lib/docker/overlay2.
    private var graphData: JSONValue {
        let directories = layers.lowerDirectories.map(\.string)
        var data: JSONObject = [:]
        if directories.count > 1 { data["LowerDir"] = .string(directories.dropFirst().joined(separator: ":")) }
        if let top = directories.first { data["UpperDir"] = .string(top) }
        return .object(data)
    }

    /// The `Config` member: all fields that docker's type has without `omitempty`, then those that are set.
    static func config(_ config: ContainerConfiguration) -> JSONValue {
        let others = config.otherMembers
        var result: JSONObject = [
            "Hostname": others["Hostname"] ?? "", "Domainname": others["Domainname"] ?? "",
            "User": .string(config.user), "AttachStdin": false, "AttachStdout": false,
            "AttachStderr": false,
        ]
        if !config.exposedPorts.isEmpty { result["ExposedPorts"] = set(config.exposedPorts) }
        result["Tty"] = false
        result["OpenStdin"] = false
        result["StdinOnce"] = false
        result["Env"] = list(config.environment)
        result["Cmd"] = config.command.map { list($0) } ?? .null
        if let health = config.healthCheck { result["Healthcheck"] = health.json }
        if config.argumentsEscaped { result["ArgsEscaped"] = true }
        result["Image"] = others["Image"] ?? ""
        result["Volumes"] = config.volumes.isEmpty ? .null : set(config.volumes)
        result["WorkingDir"] = .string(config.workingDirectory)
        result["Entrypoint"] = config.entrypoint.map { list($0) } ?? .null
        result["OnBuild"] = config.onBuild.isEmpty ? .null : list(config.onBuild)
        result["Labels"] = config.labels.isEmpty ? .null : labels(config.labels)
        if let signal = config.stopSignal { result["StopSignal"] = .string(signal) }
        if let shell = config.shell { result["Shell"] = list(shell) }
        return .object(result)
    }

    private static func list(_ texts: [String]) -> JSONValue { .array(texts.map { .string($0) }) }

    private static func set(_ names: Set<String>) -> JSONValue {
        var result: JSONObject = [:]
        for name in names.sorted() { result[name] = [:] }
        return .object(result)
    }

    private static func labels(_ labels: [String: String]) -> JSONValue {
        var result: JSONObject = [:]
        for (name, value) in labels.sorted(by: { $0.key < $1.key }) { result[name] = .string(value) }
        return .object(result)
    }
}
