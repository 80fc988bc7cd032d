import Builder
import ContainerRuntime
import LinuxSystem
import OCI
import Storage
import SystemPackage
import TerminalUI

/// One `strata run`: from the options to the exit status of the command.
struct ContainerRun {
    let command: RunCommand
    let store: Store
    let context: CommandContext

    /// Makes the container, runs it, and keeps or removes it.
    func start() throws -> ProgramStatus {
        let image = try store.requireImage(named: command.image, platform: command.platform)
        if let refusal = ForeignPrograms.refusal(of: image.platform) { throw refusal }
        let configuration = try RunConfiguration(
            command, image: store.configuration(of: image).value.config, environment: context.environment)
        let arguments = configuration.arguments
        if arguments.isEmpty {
            throw UsageError(
                "\(command.image) has neither CMD nor ENTRYPOINT, and no command was given",
                hint: "strata run \(command.image) COMMAND")
        }
        let network = try networkMode()
        try refuseMissingTerminal()
        let surroundings = try command.surroundings.read()
        let binds = try command.volumes.map { try BindMount(parsing: $0) } + surroundings.binds
        try refuseCovered(binds, surroundings)
        try refuseExistingContainerFile()
        let runtime = try RuntimeLocator.locate(command.runtime ?? context.settings.choice(.runtime)?.text)
        let layers = try store.stack(of: store.layers(of: image))
        let hold = try store.createContainer(
            image: image, imageName: command.image, name: command.name, command: arguments,
            options: ContainerOptions(
                configuration: configuration.config,
                details: details(configuration.config, network, binds, surroundings)
            ).json, removesItself: command.removes)
        do {
            let root = try OverlayMount.make(
                lowers: layers.lowerDirectories, upper: hold.container.upper, work: hold.container.overlayWork)
            var request = ContainerRequest(root: root, arguments: arguments)
            let config = configuration.config
            let hostname =
                command.hostname ?? (network == .host ? HostProcess.hostname() : hold.container.shortID)
            request.environment = configuration.processEnvironment(hostname: hostname, hasTerminal: command.tty)
            request.workingDirectory = config.workingDirectory.isEmpty ? "/" : config.workingDirectory
            request.user = config.user
            request.network = network
            request.hostname = hostname
            request.binds = binds
            surroundings.apply(to: &request)
            request.streams =
                command.tty ? .terminal(input: command.interactive) : .inherited(input: command.interactive)
            request.isRootReadOnly = command.readOnly
            request.areHostFilesWritable = true
            request.runtime = runtime
            if let file = command.cidfile { try HostFile.replace(FilePath(file), with: Array(hold.container.id.utf8)) }
            return try run(request, hold)
        } catch {
            end(hold, status: (error as? ContainerError)?.exitCode ?? ProgramStatus.refused.rawValue)
            throw error
        }
    }

    private func run(_ request: ContainerRequest, _ hold: ContainerHold) throws -> ProgramStatus {
        let process = try ContainerProcess.start(request)
        Signals.shared.forward { process.signal($0) }
        try store.markStarted(hold, process: process.processID)
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

    /// docker's words: a file of an earlier container may still be counted on.
    private func refuseExistingContainerFile() throws {
        if let file = command.cidfile.map({ FilePath($0) }), HostFile.exists(file) {
            throw UsageError(
                "container ID file found: \(file)", hint: "remove it where no container that runs is named by it")
        }
    }

    /// docker's words: a terminal that is to be typed into has to be one.
    private func refuseMissingTerminal() throws {
        if command.tty, command.interactive, !Terminal.isTerminal(0) {
            let error = UsageError(
                "the input device is not a TTY", hint: "leave out -t where standard input is no terminal")
            throw RunError(error, status: .failure)
        }
    }

    /// What `inspect` and `ps` tell of the container later, in docker's names.
    private func details(
        _ config: ContainerConfiguration, _ network: NetworkMode, _ binds: [BindMount], _ surroundings: Surroundings
    ) -> JSONObject {
        var result = config.json.objectValue ?? [:]
        result["Hostname"] = .string(command.hostname ?? "")
        result["Image"] = .string(command.image)
        result["Tty"] = .bool(command.tty)
        result["OpenStdin"] = .bool(command.interactive)
        return [
            "Config": .object(result), "NetworkMode": .string(network.rawValue),
            "Binds": binds.isEmpty ? .null : .strings(binds.map(\.description)),
            "Mounts": .array(binds.map(\.json)),
            "ReadonlyRootfs": .bool(command.readOnly), "Surroundings": .object(surroundings.details),
        ]
    }

    /// One place of the container shows one thing.
    private func refuseCovered(_ binds: [BindMount], _ surroundings: Surroundings) throws {
        var targets: Set<String> = []
        for target in binds.map(\.target) + surroundings.targetsInMemory where !targets.insert(target).inserted {
            throw UsageError("Duplicate mount point: \(target)", hint: "mount one thing there")
        }
    }

    private func networkMode() throws -> NetworkMode {
        let network = try command.network ?? context.settings.choice(.network)?.text ?? "host"
        guard let mode = NetworkMode(rawValue: network == "default" ? "host" : network) else {
            throw UsageError(
                "--network \(network): a container's network is host or none",
                hint: "leave it out for the host's")
        }
        return mode
    }
}

extension BindMount {
    /// What `inspect` shows of it.
    fileprivate var json: JSONValue {
        [
            "Type": "bind", "Source": .string(source.string), "Destination": .string(target),
            "Mode": .string(mode), "RW": .bool(!isReadOnly), "Propagation": "rprivate",
        ]
    }
}
