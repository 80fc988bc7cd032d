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
    init?(_ node: StageNode, stageName: String, context: consuming PlanContext) {
        self.node = node
        self.context = context
        naming = StepNaming(stageName: stageName, total: node.stepCount)
        switch node.base {
        case .scratch:
            state = .scratch(platform: node.platform)
        case .files(let name):
            state = .scratch(platform: node.platform)
            let stage = PlanContext.Stage(name: node.stage.name?.text, platform: node.platform)
            let fileSystem = self.context.fileSystem(ofFiles: name, range: node.stage.range, stage: stage)
            state.fileSystem = fileSystem
            if let layer = fileSystem.vertex { state.record("FROM context \(name) # buildkit", layer: layer) }
        case .stage(let index):
            guard let base = context.stages[index] else { return nil }
            state = base.child()
        case .image(let image):
            state = .scratch(platform: node.platform)
            let range = node.stage.range
            let stage = PlanContext.Stage(name: node.stage.name?.text, platform: node.platform)
            warnAboutPlatform(of: image)
            let platform = context.options.namesPlatforms ? node.platform.description : nil
            let fileSystem = self.context.fileSystem(of: image, range: range, stage: stage) { [naming] in
                var naming = naming
                return naming.name("FROM \(image.name)", platform: platform)
            }
            if case .vertex = fileSystem { _ = naming.name("") }
            state = .image(image, platform: node.platform, fileSystem: fileSystem)
        }
    }

    /// What the vertices keep of the stage.
    var stage: PlanContext.Stage { PlanContext.Stage(name: node.stage.name?.text, platform: state.platform) }

    /// Plans all instructions; what is wrong with one is noted and does not hide what is wrong with the next.
    mutating func plan() {
        for step in node.steps {
            let known = context.diagnostics.count
            do throws(Diagnostic) {
                try carryOut(step)
            } catch {
                context.diagnostics.append(error)
            }
            guard step.isForeign else { continue }
            for index in context.diagnostics.indices.dropFirst(known) { context.diagnostics[index].range = step.range }
        }
    }

    /// The platform of a step as BuildKit shows it, with that of the image where the stage asks for it: `linux/amd64->arm64`.
    private var shownPlatform: String? {
        guard context.options.namesPlatforms else { return nil }
        let asks = ["TARGETPLATFORM", "TARGETOS", "TARGETARCH"].contains { state.argumentNames.contains($0) }
        let target = context.options.targetPlatform
        guard asks, !target.isSame(as: node.platform) else { return node.platform.description }
        return "\(node.platform)->\(target.variant.map { target.architecture + "/" + $0 } ?? target.architecture)"
    }

    private mutating func warnAboutPlatform(of image: BaseImage) {
        let found = image.configuration.platform
        guard found.os != node.platform.os || found.architecture != node.platform.architecture else { return }
        context.diagnostics.append(
            .warning(
                .baseImagePlatform,
                "base image \(node.stage.baseName.text) is for \(found), expected \(node.platform) for this build",
                hint: "import the image for \(node.platform), or write FROM --platform=\(found)",
                at: node.stage.range
            )
        )
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
    mutating func expand(_ word: ShellWord) throws(Diagnostic) -> String {
        try expansion(of: word).text
    }

    /// What a word becomes; says which variables it uses that nothing sets.
    mutating func expansion(of word: ShellWord) throws(Diagnostic) -> Expansion {
        let environment = state.environment
        let expansion = try word.expansion { environment[$0] }
        // A here-document is often a script that sets its variables itself.
        if word.rule == .text { return expansion }
        // Any variable may be set by an image that is not at hand.
        if state.base?.isAssumed == true { return expansion }
        for name in expansion.unset.subtracting(state.argumentNames).sorted() {
            let known = environment.entries.map(\.name)
            let question = Suggestion.nearest(to: name, among: known).map { "did you mean $\($0)?" }
            context.diagnostics.append(
                .warning(
                    .undefinedVariable,
                    "usage of undefined variable '$\(name)'",
                    hint: question ?? "set it with ENV, or declare it with ARG, before this line",
                    at: word.range
                )
            )
        }
        return expansion
    }

    /// The final texts of several words.
    mutating func expand(_ words: [ShellWord]) throws(Diagnostic) -> [String] {
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
        var text = StepText.progress(of: step.instruction) { environment[$0] }
        var canonical = StepNaming.canonicalText(of: step.instruction)
        if step.instruction.keyword == .add {
            text = AddressCredentials.hidden(in: text)
            canonical = AddressCredentials.hidden(in: canonical)
        }
        let id = context.add(
            operation,
            name: naming.name(text, isTrigger: step.isTrigger, platform: shownPlatform),
            step: canonical,
            after: [state.fileSystem] + others,
            range: step.range,
            stage: stage
        )
        state.fileSystem = .vertex(id)
        state.record(createdBy, layer: id)
    }
}
