import ContainerRuntime
import LinuxSystem
import OCI
import Storage
import SystemPackage

/// One `strata run`: from the options to the exit status of the command.
struct ContainerRun {
    let command: RunCommand
    let store: Store
    let context: CommandContext

    /// Makes the container, runs it, and keeps or removes it.
    func start() throws -> ProgramStatus {
        let image = try store.requireImage(named: command.image)
        let config = try store.configuration(of: image).value.config
        let arguments = try argumentVector(config)
        let variables = try environment(config)
        let binds = try command.volumes.map { try BindMount(parsing: $0) }
        let runtime = try RuntimeLocator.locate(command.runtime ?? context.settings.choice(.runtime)?.text)
        let layers = try store.stack(of: store.layers(of: image))
        let hold = try store.createContainer(
            image: image, imageName: command.image, name: command.name, command: arguments,
            removesItself: command.removes)
        do {
            let root = try OverlayMount.make(
                lowers: layers.lowerDirectories, upper: hold.container.upper, work: hold.container.overlayWork)
            var request = ContainerRequest(root: root, arguments: arguments)
            request.environment = variables
            request.workingDirectory = workingDirectory(config)
            request.user = command.user ?? config.user
            request.network = try networkMode()
            request.hostname =
                command.hostname ?? (request.network == .host ? HostProcess.hostname() : hold.container.shortID)
            request.binds = binds
            request.streams = command.tty ? .terminal : .inherited(input: command.interactive)
            request.isRootReadOnly = command.readOnly
            request.areHostFilesWritable = true
            request.runtime = runtime
            return try run(request, hold)
        } catch {
            end(hold, status: (error as? ContainerError)?.exitCode ?? ProgramStatus.refused.rawValue)
            throw error
        }
    }

    private func run(_ request: ContainerRequest, _ hold: ContainerHold) throws -> ProgramStatus {
        let process = try ContainerProcess.start(request)
        Signals.shared.forward { process.signal($0) }
        try store.markStarted(hold)
        let status = try process.wait()
        end(hold, status: status)
        return ProgramStatus(rawValue: status)
    }

    /// Records the end, or removes the container; an error here must not hide the command's status.
    private func end(_ hold: ContainerHold, status: Int32) {
        do {
            if command.removes {
                try store.removeContainer(hold)
            } else {
                try store.markExited(hold, status: status)
                hold.release()
            }
        } catch {
            ErrorReporter.warn("the record of container \(hold.container.name)", error)
        }
    }

    // MARK: - what the image and the options say

    /// ENTRYPOINT and CMD as docker puts them together: `--entrypoint` drops the image's CMD.
    private func argumentVector(_ config: ContainerConfiguration) throws -> [String] {
        let entrypoint: [String]
        var rest = command.command
        if let given = command.entrypoint {
            entrypoint = given.isEmpty ? [] : [given]
        } else {
            entrypoint = config.entrypoint ?? []
            if rest.isEmpty { rest = config.command ?? [] }
        }
        let result = entrypoint + rest
        if result.isEmpty {
            throw UsageError(
                "\(command.image) has neither CMD nor ENTRYPOINT, and no command was given",
                hint: "strata run \(command.image) COMMAND")
        }
        return result
    }

    /// The image's variables, then those of the files, then `-e`; the later wins in the place of the earlier.
    private func environment(_ config: ContainerConfiguration) throws -> [String] {
        var result = config
        let files = try command.envFile.flatMap { try EnvironmentFile.read(FilePath($0)) }
        for text in files + command.variables {
            guard let equals = text.firstIndex(of: "=") else {
                if let value = context.environment[text] { result.setEnvironment(text, value) }
                continue
            }
            if equals == text.startIndex {
                throw UsageError("the variable \(text) has no name", hint: "write NAME=VALUE")
            }
            result.setEnvironment(String(text[..<equals]), String(text[text.index(after: equals)...]))
        }
        if command.tty, result.environmentValue(of: "TERM") == nil { result.setEnvironment("TERM", "xterm") }
        return result.environment
    }

    private func workingDirectory(_ config: ContainerConfiguration) -> String {
        let directory = command.workingDirectory ?? config.workingDirectory
        return directory.isEmpty ? "/" : directory
    }

    private func networkMode() throws -> NetworkMode {
        let network = try command.network ?? context.settings.choice(.network)?.text ?? "host"
        guard let mode = NetworkMode(rawValue: network) else {
            throw UsageError(
                "--network \(network): a container's network is host or none",
                hint: "leave it out for the host's")
        }
        return mode
    }
}
