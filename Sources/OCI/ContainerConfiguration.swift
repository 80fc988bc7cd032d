/// What a container of an image runs and how: the `config` of an image configuration (image-spec, config.md, with docker's members).
public struct ContainerConfiguration: Hashable, Sendable {
    /// The user (and group) that the process runs as; empty for root.
    public var user = ""
    /// Ports with their protocol, as in `80/tcp`.
    public var exposedPorts: Set<String> = []
    /// The environment, each as `NAME=value`, in order.
    public var environment: [String] = []
    /// The beginning of the command; `nil` if there is none.
    public var entrypoint: [String]?
    /// The command, or what follows the entry point; `nil` if there is none.
    public var command: [String]?
    /// Paths whose content is kept outside the container's own layer.
    public var volumes: Set<String> = []
    /// The directory that the process starts in; empty for `/`.
    public var workingDirectory = ""
    /// What the image's maker says about it.
    public var labels: [String: String] = [:]
    /// The signal that asks the process to end, as in `SIGQUIT`.
    public var stopSignal: String?
    /// The command is one text already escaped; Windows only.
    public var argumentsEscaped = false
    /// How the container is asked whether it works.
    public var healthCheck: HealthCheck?
    /// Instructions for a build upon this image.
    public var onBuild: [String] = []
    /// The shell for instructions in shell form; `nil` for `/bin/sh -c`.
    public var shell: [String]?
    /// Members that are not named here, as they were (docker's `Hostname`, `Image`, …).
    public var otherMembers = JSONObject()

    /// Makes an empty configuration.
    public init() {}

    /// The value of an environment variable; the last one counts, as for the process.
    public func environmentValue(of name: String) -> String? {
        for entry in environment.reversed() {
            let parts = entry.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts[0] == name { return parts.count == 2 ? String(parts[1]) : "" }
        }
        return nil
    }

    /// Sets an environment variable: in its place if it is there, else at the end.
    public mutating func setEnvironment(_ name: String, _ value: String) {
        let entry = "\(name)=\(value)"
        if let index = environment.firstIndex(where: { $0 == name || $0.hasPrefix(name + "=") }) {
            environment[index] = entry
        } else {
            environment.append(entry)
        }
    }
}

extension ContainerConfiguration: JSONRepresentable {
    private static let known: Set<String> = [
        "User", "ExposedPorts", "Env", "Entrypoint", "Cmd", "Volumes", "WorkingDir", "Labels", "StopSignal",
        "ArgsEscaped",
        "Healthcheck", "OnBuild", "Shell",
    ]

    /// Reads the value from its JSON form.
    public init(json: JSONValue) throws(OCIError) {
        let members = try JSONMembers(json, "configuration.config")
        user = try members.string("User") ?? ""
        exposedPorts = try members.set("ExposedPorts")
        environment = try members.strings("Env") ?? []
        entrypoint = try members.strings("Entrypoint")
        command = try members.strings("Cmd")
        volumes = try members.set("Volumes")
        workingDirectory = try members.string("WorkingDir") ?? ""
        labels = try members.map("Labels") ?? [:]
        stopSignal = try members.string("StopSignal")
        argumentsEscaped = try members.bool("ArgsEscaped") ?? false
        if let value = members.value("Healthcheck") { healthCheck = try HealthCheck(json: value) }
        onBuild = try members.strings("OnBuild") ?? []
        shell = try members.strings("Shell")
        otherMembers = members.others(Self.known)
    }

    /// In the order in which BuildKit writes it; what is empty is left out, map keys are sorted.
    public var json: JSONValue {
        var object = JSONObject()
        object.append("User", text(user))
        object.append("ExposedPorts", set(exposedPorts))
        object.append("Env", list(environment))
        object.append("Entrypoint", list(entrypoint))
        object.append("Cmd", list(command))
        object.append("Volumes", set(volumes))
        object.append("WorkingDir", text(workingDirectory))
        object.append("Labels", labels.isEmpty ? nil : .object(JSONObject(labels)))
        object.append("StopSignal", text(stopSignal))
        object.append("ArgsEscaped", argumentsEscaped ? true : nil)
        object.append("Healthcheck", healthCheck?.json)
        object.append("OnBuild", list(onBuild))
        object.append("Shell", list(shell))
        object.append(contentsOf: otherMembers)
        return .object(object)
    }

    private func text(_ value: String?) -> JSONValue? {
        guard let value, !value.isEmpty else { return nil }
        return .string(value)
    }

    private func list(_ values: [String]?) -> JSONValue? {
        guard let values, !values.isEmpty else { return nil }
        return .strings(values)
    }

    private func set(_ names: Set<String>) -> JSONValue? {
        guard !names.isEmpty else { return nil }
        return .object(JSONObject(members: names.sortedByBytes().map { JSONObject.Member(key: $0, value: [:]) }))
    }
}
