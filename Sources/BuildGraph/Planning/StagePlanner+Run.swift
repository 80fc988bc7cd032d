internal import DockerfileSyntax
internal import OCI

extension StagePlanner {
    /// Plans a RUN.
    mutating func planRun(_ run: RunInstruction, _ step: StageNode.Step) throws(Diagnostic) {
        try refuseWhatIsNotAllowed(run, at: step.range)
        let arguments = run.arguments(shell: state.shell)
        let planned = try planMounts(of: run, step)
        var operation = RunStep(
            parent: state.fileSystem,
            arguments: arguments,
            environment: state.environment.texts,
            argumentNames: state.argumentNames,
            proxyEnvironment: proxies,
            user: state.configuration.user,
            workingDirectory: state.workingDirectory,
            network: network(of: run),
            sandbox: sandbox(of: run),
            files: files(of: run),
            mounts: planned.mounts,
            secrets: planned.secrets,
            agents: planned.agents
        )
        operation.devices = try run.devices.map { device throws(Diagnostic) in try self.device(device) }
        operation.platform = state.base?.configuration.platform ?? state.platform
        let createdBy = HistoryText.run(arguments, buildArguments: state.argumentValues)
        addLayer(.run(operation), step, createdBy: createdBy, after: planned.mounts.compactMap(\.fileSystem))
    }

    /// The proxy variables that the stage does not set itself.
    private var proxies: [String] {
        context.proxyEnvironment.filter { state.environment[EnvironmentList.split($0).name] == nil }
    }

    private func network(of run: RunInstruction) -> BuildOptions.Network {
        switch run.network {
        case .host: .host
        case .some(.none): .none
        case .default, nil: context.options.network
        }
    }

    private func sandbox(of run: RunInstruction) -> RunSandbox {
        var sandbox = context.options.sandbox
        sandbox.isInsecure = run.security == .insecure
        if let name = context.arguments.given["BUILDKIT_SANDBOX_HOSTNAME"], !name.isEmpty { sandbox.hostName = name }
        return sandbox
    }

    private func files(of run: RunInstruction) -> [InlineFile] {
        guard case .script(let name, let content) = run.execution else { return [] }
        return [InlineFile(name: name, bytes: Array(content.utf8), mode: 0o755)]
    }

    private func refuseWhatIsNotAllowed(_ run: RunInstruction, at range: SourceRange) throws(Diagnostic) {
        if run.security == .insecure, !context.options.allowsInsecure {
            throw .error(
                .entitlement, "security.insecure is not allowed",
                hint: "build with --allow security.insecure, if you trust this Dockerfile with all rights", at: range)
        }
    }

    private func device(_ device: RunDevice) throws(Diagnostic) -> StepDevice {
        let step = StepDevice(name: device.name.text, isRequired: device.isRequired, range: device.name.range)
        let parts = step.name.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }), !step.name.hasSuffix("=") else {
            throw .error(
                .flagValue, "“\(step.name)” names no device",
                hint: "write --device=VENDOR/CLASS=NAME, such as vendor.com/gpu=0",
                at: step.range)
        }
        if step.isAllowed(by: context.options.allowedDevices) { return step }
        throw .error(
            .entitlement, "the device \(step.name) is not allowed",
            hint: "build with --allow device=\(step.name), if you trust this Dockerfile with it", at: step.range)
    }
}
