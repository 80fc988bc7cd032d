internal import LinuxSystem
internal import OCI
internal import SystemPackage

/// Everything that is found out and made before a container starts, and what is to be undone after it.
///
/// Unchecked: used by the thread that starts the container and then by the one that waits for it, never by two at once.
final class ContainerPreparation: @unchecked Sendable {
    let runtime: RuntimeProgram
    let staging: ContainerStaging
    /// The container's terminal, where this process carries its bytes.
    let console: ContainerConsole?
    /// The runtime as a program to start.
    let program: ProcessRequest
    /// The command's program, for messages.
    let command: String
    private let identifier = ContainerIdentifier()
    private let guardian: DeviceGuard
    private var scaffold: MountPointScaffold

    /// Finds the user and the program in the container's root, makes mount points and writes the runtime's document.
    init(_ request: ContainerRequest) throws(ContainerError) {
        if let given = request.runtime { runtime = given } else { runtime = try RuntimeLocator.locate() }
        command = request.arguments.first ?? ""
        let place = try ContainerStaging.findPlace(for: runtime)
        let root: DirectoryHandle
        do throws(SystemError) {
            root = try request.root.root()
            staging = try ContainerStaging(place: place)
        } catch { throw Self.explain(error) }

        let guardian = DeviceGuard(runtime, request)
        self.guardian = guardian
        if guardian == .runtime { ContainerIdentifier.removeAbandonedGroups() }
        let command = try ContainerCommand(request, in: root)
        var mounts = ContainerMounts(root: root, staging: staging)
        do throws(SystemError) {
            try mounts.prepare(request)
            if guardian == .noNodes { try request.root.refuseDevices() }
            let spec = command.spec(
                request, mounts: mounts.mounts, runtime: runtime,
                group: request.groupParent.map { [name = identifier.name] in "\($0)/\(name)" })
            _ = try staging.write(spec.json.compactBytes, to: "config.json")
            console = try Self.console(of: request, runtime, staging)
            let attachments = [Sandbox.Attachment(request.root, at: place.appending("rootfs"))] + mounts.attachments
            program = try Self.program(
                runtime, identifier, staging, attachments, guardian, streams: request.streams)
        } catch {
            try? mounts.scaffold.remove()
            throw Self.explain(error)
        }
        scaffold = mounts.scaffold
    }

    /// Removes the mount points that were made.
    func cleanUp() {
        // What cannot be removed is an empty file in a tree that the caller is about to record or to throw away.
        try? scaffold.remove()
        if guardian == .runtime { identifier.removeGroups() }
    }

    /// crun hands its terminal over; other runtimes connect it with the user's themselves.
    private static func console(
        of request: ContainerRequest, _ runtime: RuntimeProgram, _ staging: ContainerStaging
    ) throws(SystemError) -> ContainerConsole? {
        guard runtime.kind == .crun, case .terminal(let input) = request.streams else { return nil }
        return try ContainerConsole(in: staging, takesInput: input)
    }

    private static func program(
        _ runtime: RuntimeProgram, _ identifier: ContainerIdentifier, _ staging: ContainerStaging,
        _ attachments: [Sandbox.Attachment], _ guardian: DeviceGuard, streams: ContainerStreams
    ) throws(SystemError) -> ProcessRequest {
        var arguments = ["--root", staging.path("state")]
        switch runtime.kind {
        // In its last step crun writes errors to the container's own error output, where a line of text reads better.
        case .crun:
            arguments += [
                "--cgroup-manager=" + (guardian == .runtime ? "cgroupfs" : "disabled"), "--log", staging.path("log"),
            ]
        default: arguments += ["--log", staging.path("log"), "--log-format", "json"]
        }
        arguments += ["run", "--bundle", staging.place.string, "--pid-file", staging.path("pid")]
        let handsOver = runtime.kind == .crun && streams.isTerminal
        if handsOver { arguments += ["--console-socket", staging.path(ContainerConsole.socketName)] }
        arguments.append(identifier.name)
        var program = ProcessRequest(runtime.path, arguments)
        // Nothing of the user's environment is meant for the runtime; some variables would change what it does.
        program.environment = ["PATH=" + (ProcessEnvironment.value(of: "PATH") ?? ExecutableLookup.standardPath)]
        program.workingDirectory = "/"
        program.session = streams.isTerminal && !handsOver ? .same : .newSession
        program.sandbox = try sandbox(staging, attachments, guardian)
        return program
    }

    private static func sandbox(
        _ staging: ContainerStaging, _ attachments: [Sandbox.Attachment], _ guardian: DeviceGuard
    ) throws(SystemError) -> Sandbox {
        var sandbox = Sandbox()
        sandbox.attachments = [Sandbox.Attachment(staging.mount, at: staging.place)] + attachments
        sandbox.limitsDevices = guardian == .sharedGroup
        switch CgroupLayout.current {
        // crun takes the version 2 hierarchy of a hybrid host for a mistake,
        case .hybrid: sandbox.hiddenMount = "/sys/fs/cgroup/unified"
        // and the absence of all; an empty file system there looks to it like version 1.
        case .none: sandbox.attachments.append(Sandbox.Attachment(try .tmpfs(), at: "/sys/fs/cgroup"))
        case .unified, .legacy: break
        }
        return sandbox
    }

    private static func explain(_ error: SystemError) -> ContainerError {
        ContainerError(
            .preparation, "preparing a container: \(error)",
            hint: error.isNoSpace
                ? "free space on that disk; `strata system prune` removes what no image needs"
                : error.isNotPermitted ? "run strata as root" : nil, cause: error)
    }
}
