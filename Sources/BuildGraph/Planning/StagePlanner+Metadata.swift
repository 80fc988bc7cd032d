internal import DockerfileSyntax
internal import OCI

extension StagePlanner {
    /// Plans an ARG: the command line wins over the default, the default over the global argument of the name.
    mutating func planArguments(_ instruction: ArgInstruction) throws(Diagnostic) {
        var texts: [String] = []
        for definition in instruction.definitions {
            let name = definition.name.text
            context.declaredArguments.insert(name)
            let value: String?
            if let given = context.arguments.given[name] {
                value = given
            } else if let word = definition.defaultValue {
                value = try expand(word)
            } else {
                value = context.arguments.globals[name]
            }
            if let value { state.environment[name] = value }
            if !state.argumentNames.contains(name) { state.argumentNames.append(name) }
            texts.append(value.map { "\(name)=\($0)" } ?? name)
            context.argumentUses.append(
                BuildCheck.Argument(
                    name: name, value: value, comment: definition.comment, range: definition.name.range))
        }
        state.record("ARG " + texts.joined(separator: " "))
    }

    /// Plans an ENV: all pairs see the variables before the instruction.
    mutating func planEnvironment(_ instruction: KeyValueInstruction) throws(Diagnostic) {
        let pairs = try expand(instruction)
        for (name, value) in pairs {
            state.environment[name] = value
            state.configuration.setEnvironment(name, value)
        }
        state.record(HistoryText.pairs(.env, pairs))
    }

    /// Plans a LABEL.
    mutating func planLabels(_ instruction: KeyValueInstruction) throws(Diagnostic) {
        let pairs = try expand(instruction)
        for (name, value) in pairs { state.configuration.labels[name] = value }
        state.record(HistoryText.pairs(.label, pairs))
    }

    /// Plans a CMD.
    mutating func planCommand(_ command: CommandForm) {
        let arguments = command.arguments(shell: state.shell)
        state.configuration.command = arguments
        // BuildKit sets it for every CMD, and others compare configurations.
        state.configuration.argumentsEscaped = true
        state.commandIsSet = true
        state.record(HistoryText.quoted(.cmd, arguments))
    }

    /// Plans an ENTRYPOINT, which drops a CMD that the base brought along.
    mutating func planEntrypoint(_ command: CommandForm) {
        let arguments = command.arguments(shell: state.shell)
        state.configuration.entrypoint = arguments
        if !state.commandIsSet { state.configuration.command = nil }
        state.record(HistoryText.quoted(.entrypoint, arguments))
    }

    /// Plans an EXPOSE.
    mutating func planPorts(_ instruction: ExposeInstruction) throws(Diagnostic) {
        var ports: [String] = []
        for word in instruction.ports {
            for text in try expansion(of: word).words {
                do throws(PortSpecification.Problem) {
                    ports += try PortSpecification.ports(in: text)
                } catch {
                    throw .error(
                        .port, "\(text) \(error.message)", hint: "write 80, 80/udp or 8000-8010/tcp", at: word.range)
                }
            }
        }
        state.configuration.exposedPorts.formUnion(ports)
        state.record(HistoryText.list(.expose, ports))
    }

    /// Plans a HEALTHCHECK.
    mutating func planHealthCheck(_ instruction: HealthcheckInstruction) {
        var check = HealthCheck(test: ["NONE"])
        if case .command(let command) = instruction {
            check.test = command.test
            check.interval = duration(command.interval)
            check.timeout = duration(command.timeout)
            check.startPeriod = duration(command.startPeriod)
            check.startInterval = duration(command.startInterval)
            check.retries = command.retries == 0 ? nil : Int64(command.retries)
        }
        state.configuration.healthCheck = check
        state.record(HistoryText.healthCheck(check))
    }

    /// Plans a MAINTAINER.
    mutating func planMaintainer(_ word: ShellWord) throws(Diagnostic) {
        let author = try expand(word)
        state.author = author
        state.record("MAINTAINER \(author)")
    }

    /// Plans a SHELL.
    mutating func planShell(_ shell: [String]) {
        state.configuration.shell = shell
        state.record(HistoryText.list(.shell, shell))
    }

    /// Plans a STOPSIGNAL.
    mutating func planStopSignal(_ word: ShellWord) throws(Diagnostic) {
        let signal = try expand(word)
        guard SignalName.isValid(signal) else {
            throw .error(
                .signal, "\(signal) is no signal", hint: "write a name such as SIGTERM, or a number", at: word.range)
        }
        state.configuration.stopSignal = signal
        state.record("STOPSIGNAL \(signal)")
    }

    /// Plans a USER.
    mutating func planUser(_ word: ShellWord) throws(Diagnostic) {
        state.configuration.user = try expand(word)
        state.record("USER \(state.configuration.user)")
    }

    /// Plans a VOLUME.
    mutating func planVolumes(_ instruction: VolumeInstruction) throws(Diagnostic) {
        var volumes: [String] = []
        for word in instruction.paths {
            let path = try expand(word)
            guard !path.isEmpty else {
                throw .error(.volume, "the volume \(word.text) is empty after expansion", at: word.range)
            }
            volumes.append(path)
        }
        state.configuration.volumes.formUnion(volumes)
        state.record(HistoryText.list(.volume, volumes))
    }

    /// Plans a WORKDIR: the directory is made with a layer of its own, unless it is the root.
    mutating func planWorkdir(_ word: ShellWord, _ step: StageNode.Step) throws(Diagnostic) {
        let path = LexicalPath.workingDirectory(try expand(word), in: state.configuration.workingDirectory)
        state.configuration.workingDirectory = path
        guard path != "/" else { return state.record("WORKDIR /") }
        let operation = WorkdirStep(
            parent: state.fileSystem,
            path: LexicalPath.clean(path),
            user: state.configuration.user
        )
        addLayer(.workdir(operation), step, createdBy: "WORKDIR \(path)")
    }

    private mutating func expand(_ instruction: KeyValueInstruction) throws(Diagnostic) -> [(
        name: String, value: String
    )] {
        var pairs: [(name: String, value: String)] = []
        for pair in instruction.pairs { pairs.append((try expand(pair.key), try expand(pair.value))) }
        return pairs
    }

    private func duration(_ nanoseconds: Int64) -> GoDuration? {
        nanoseconds == 0 ? nil : GoDuration(nanoseconds: nanoseconds)
    }
}
