internal import DockerfileSyntax
internal import OCI

/// Turns the instructions of one stage into vertices, configuration and history.
struct StagePlanner {
    /// What all stages share; taken back when the stage is done.
    var context: PlanContext
    /// What the stage has come to.
    var state: StageState
    /// The names of its steps.
    var naming: StepNaming
    let node: StageNode

    /// Begins a stage above its base; `nil` where the base could not be planned.
    init?(_ node: StageNode, stageName: String, context: PlanContext) {
        self.node = node
        self.context = context
        naming = StepNaming(stageName: stageName, total: node.stepCount)
        switch node.base {
        case .scratch:
            state = .scratch(platform: node.platform)
        case .stage(let index):
            guard let base = context.stages[index] else { return nil }
            state = base.child()
        case .image(let image):
            state = .scratch(platform: node.platform)
            let range = node.stage.range
            let stage = PlanContext.Stage(name: node.stage.name?.text, platform: node.platform)
            let fileSystem = self.context.fileSystem(of: image, range: range, stage: stage) { [naming] in
                var naming = naming
                return naming.name("FROM \(image.name)")
            }
            if case .vertex = fileSystem { _ = naming.name("") }
            state = .image(image, fileSystem: fileSystem)
        }
    }

    /// What the vertices keep of the stage.
    var stage: PlanContext.Stage { PlanContext.Stage(name: node.stage.name?.text, platform: node.platform) }

    /// Plans all instructions; what is wrong with one is noted and does not hide what is wrong with the next.
    mutating func plan() {
        for step in node.steps {
            do throws(Diagnostic) {
                try carryOut(step)
            } catch {
                var diagnostic = error
                if step.isForeign { diagnostic.range = step.range }
                context.diagnostics.append(diagnostic)
            }
        }
    }

    private mutating func carryOut(_ step: StageNode.Step) throws(Diagnostic) {
        switch step.instruction.kind {
        case .add(let add): try planAdd(add, step)
        case .arg(let arguments): try planArguments(arguments)
        case .cmd(let command): planCommand(command)
        case .copy(let copy): try planCopy(copy, step)
        case .entrypoint(let command): planEntrypoint(command)
        case .env(let pairs): try planEnvironment(pairs)
        case .expose(let ports): try planPorts(ports)
        case .healthcheck(let check): planHealthCheck(check)
        case .label(let pairs): try planLabels(pairs)
        case .maintainer(let author): try planMaintainer(author)
        case .onbuild(let trigger): state.configuration.onBuild.append(trigger.trigger)
        case .run(let run): try planRun(run, step)
        case .shell(let shell): planShell(shell)
        case .stopsignal(let signal): try planStopSignal(signal)
        case .user(let user): try planUser(user)
        case .volume(let volumes): try planVolumes(volumes)
        case .workdir(let path): try planWorkdir(path, step)
        }
    }

    /// The final text of a word, with the variables that are set at this place.
    func expand(_ word: ShellWord) throws(Diagnostic) -> String {
        let environment = state.environment
        return try word.expand { environment[$0] }
    }

    /// The final texts of several words.
    func expand(_ words: [ShellWord]) throws(Diagnostic) -> [String] {
        var result: [String] = []
        for word in words { result.append(try expand(word)) }
        return result
    }

    /// Adds a vertex that changes the stage's tree, and its history entry.
    mutating func addLayer(
        _ operation: Vertex.Operation,
        _ step: StageNode.Step,
        createdBy: String,
        after others: [FileSystem] = []
    ) {
        let environment = state.environment
        let text = StepText.progress(of: step.instruction) { environment[$0] }
        let id = context.add(
            operation,
            name: naming.name(text, isTrigger: step.isTrigger),
            step: StepNaming.canonicalText(of: step.instruction),
            after: [state.fileSystem] + others,
            range: step.range,
            stage: stage
        )
        state.fileSystem = .vertex(id)
        state.record(createdBy, layer: id)
    }
}
