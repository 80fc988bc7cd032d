import OCI
import SystemPackage

/// The configuration of a container: that of its image with what the options of `strata run` say in its place. It is kept with
/// the container, and `strata commit` gives it to the image.
struct RunConfiguration {
    /// The configuration.
    private(set) var config: ContainerConfiguration

    /// - Throws: `UsageError` for options that make no sense.
    init(_ command: RunCommand, image: ContainerConfiguration, environment: [String: String]) throws {
        config = image
        if let user = command.user { config.user = user }
        if let directory = command.workingDirectory, !directory.isEmpty {
            guard directory.hasPrefix("/") else {
                throw UsageError(
                    "the working directory '\(directory)' is invalid, it needs to be an absolute path",
                    hint: "write --workdir /\(directory)")
            }
            config.workingDirectory = FilePath(directory).lexicallyNormalized().string
        }
        setCommand(command)
        for text in try command.labelFile.flatMap({ try EnvironmentFile.read(FilePath($0)) }) + command.labels {
            let (name, value) = try NamedValue.label(text)
            config.labels[name] = value
        }
        config.environment = try Self.variables(command, image: image, environment: environment)
    }

    /// ENTRYPOINT and CMD as docker puts them together.
    var arguments: [String] { (config.entrypoint ?? []) + (config.command ?? []) }

    /// The environment of the process: what every container has, and the configuration's, which wins.
    func processEnvironment(hostname: String, hasTerminal: Bool) -> [String] {
        var result = ContainerConfiguration()
        result.setEnvironment("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")
        result.setEnvironment("HOSTNAME", hostname)
        if hasTerminal { result.setEnvironment("TERM", "xterm") }
        for entry in config.environment {
            let variable = NamedValue(entry)
            result.setEnvironment(variable.name, variable.value ?? "")
        }
        return result.environment
    }

    /// `--entrypoint` drops the image's CMD, and with an empty word the ENTRYPOINT as well.
    private mutating func setCommand(_ command: RunCommand) {
        if let given = command.entrypoint {
            config.entrypoint = given.isEmpty ? nil : [given]
            config.command = nil
        }
        if !command.command.isEmpty { config.command = command.command }
    }

    /// The variables that are given (those of files first), and after them those of the image that are not. A name without a value takes
    /// it from the environment; where it is not there, `-e NAME` takes the image's variable away.
    private static func variables(
        _ command: RunCommand, image: ContainerConfiguration, environment: [String: String]
    ) throws -> [String] {
        var given = ContainerConfiguration()
        var dropped: Set<String> = []
        let files = try command.envFile.flatMap { try EnvironmentFile.read(FilePath($0)) }
        for (text, isFromFile) in files.map({ ($0, true) }) + command.variables.map({ ($0, false) }) {
            let variable = NamedValue(text)
            if variable.name.isEmpty {
                throw UsageError("invalid environment variable: \(text)", hint: "write NAME=VALUE")
            }
            if let value = variable.value ?? environment[variable.name] {
                given.setEnvironment(variable.name, value)
            } else if !isFromFile {
                dropped.insert(variable.name)
            }
        }
        let rest = image.environment.filter { entry in
            let name = NamedValue(entry).name
            return !dropped.contains(name) && !given.environment.contains { $0.hasPrefix(name + "=") }
        }
        return given.environment + rest
    }
}
