internal import LinuxSystem

/// A command as the container's root makes it: its user as numbers, its program as a path, its environment complete.
struct ContainerCommand {
    let account: Account
    let environment: [String]
    let workingDirectory: String
    let arguments: [String]

    init(_ request: ContainerRequest, in root: DirectoryHandle) throws(ContainerError) {
        account = try AccountLookup.account(request.user, in: root)
        workingDirectory =
            request.workingDirectory.hasPrefix("/") ? request.workingDirectory : "/" + request.workingDirectory
        try Self.refuseFile(workingDirectory, in: root)
        environment = Self.complete(request.environment, home: account.home)
        guard let name = request.arguments.first else {
            throw ContainerError(
                .commandNotFound, "no command specified", hint: "name a command, or give the image a CMD or ENTRYPOINT")
        }
        let path = environment.last { $0.hasPrefix("PATH=") }.map { String($0.dropFirst(5)) }
        // The runtime looks it up again: a program must find itself called by the name that the image gave.
        // What is mounted may hold it, and is there only when the runtime looks.
        if request.mounts.isEmpty {
            _ = try ExecutableLookup.find(name, searchPath: path, workingDirectory: workingDirectory, in: root)
        }
        arguments = request.arguments
    }

    /// The runtime makes a working directory that is missing; what is there and none is refused before it starts.
    private static func refuseFile(_ path: String, in root: DirectoryHandle) throws(ContainerError) {
        guard let resolved = try? root.resolve(inRoot: Array(path.utf8)), !resolved.isEmpty,
            let status = try? root.statusIfPresent(of: resolved), status.kind != .directory
        else { return }
        throw ContainerError(
            .preparation, "the working directory \(path) is not a directory",
            hint: "name another one (--workdir, WORKDIR), or remove the file")
    }

    private static func complete(_ environment: [String], home: String) -> [String] {
        var result = environment
        if !environment.contains(where: { $0.hasPrefix("PATH=") }) {
            result.insert("PATH=" + ExecutableLookup.standardPath, at: 0)
        }
        if !environment.contains(where: { $0.hasPrefix("HOME=") }) { result.append("HOME=" + home) }
        return result
    }

    /// Where no core file may be left, no wish for one counts.
    private func limits(of request: ContainerRequest) -> [ProcessLimit] {
        if !request.forbidsCoreFiles { return request.limits }
        return request.limits.filter { $0.name != ProcessLimit.noCore.name } + [.noCore]
    }

    /// The runtime's document.
    ///
    /// - Parameter group: the path of the control group that the runtime is to make.
    func spec(
        _ request: ContainerRequest, mounts: [RuntimeMount], runtime: RuntimeProgram, group: String?
    ) -> RuntimeSpec {
        let isPrivileged = request.isPrivileged
        let filter = runtime.kind == .crun && !isPrivileged ? SeccompProfile.compiled : nil
        let guardian = DeviceGuard(runtime, request)
        return RuntimeSpec(
            arguments: arguments, environment: environment, workingDirectory: workingDirectory, account: account,
            capabilities: isPrivileged ? Capabilities.own : guardian.capabilities,
            limitsDevices: guardian == .runtime,
            hasTerminal: request.streams.isTerminal, terminalSize: TerminalSize(of: 0) ?? TerminalSize(of: 1),
            limits: limits(of: request), isPrivileged: isPrivileged, sharedMemorySize: request.sharedMemorySize,
            group: group, resources: request.resources, hostname: request.hostname,
            network: request.network,
            binds: mounts,
            isRootReadOnly: request.isRootReadOnly, devices: request.devices, hooks: request.hooks, cgroups: .current,
            seccomp: filter == nil && !isPrivileged ? .current : nil,
            annotations: filter.map { [(key: "run.oci.seccomp_bpf_data", value: $0)] } ?? [])
    }
}
