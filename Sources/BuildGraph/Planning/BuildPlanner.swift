public import DockerfileSyntax
internal import OCI

/// Decides what a build has to do: from a Dockerfile and options to a plan.
///
/// Planning touches no disk: base images come from a provider, files are looked at only when the plan is carried out.
public struct BuildPlanner {
    let options: BuildOptions
    let images: any BaseImageProvider

    /// Makes a planner that looks images up with a provider.
    public init(options: BuildOptions, images: any BaseImageProvider) {
        self.options = options
        self.images = images
    }

    /// Plans the build of the wanted stage.
    ///
    /// What is wrong with the Dockerfile comes back as diagnostics, all at once. Throws ``BuildGraphError`` for a target
    /// or moment that cannot be meant, and whatever the provider throws.
    public func plan(_ dockerfile: Dockerfile) throws -> PlanResult {
        let target = try targetIndex(in: dockerfile)
        let epoch = try sourceDateEpoch(in: dockerfile)
        var context = PlanContext()
        var planned: [PlannedImage] = []
        var stages: Set<Int> = []
        for platform in options.targetPlatforms {
            let resolver = try plan(dockerfile, targets: [target], for: platform, context: &context)
            stages.formUnion(resolver.nodes.keys)
            if let state = context.stages[target] { planned.append(image(state, for: platform, epoch: epoch)) }
        }
        finish(&context, dockerfile)
        return result(context, stages, planned)
    }

    /// Plans stages and all that they need, for the first platform; whatever is wrong is in the context.
    func context(of dockerfile: Dockerfile, targets: [Int]) throws -> (PlanContext, StageResolver) {
        var context = PlanContext()
        let resolver = try plan(dockerfile, targets: targets, for: options.targetPlatform, context: &context)
        finish(&context, dockerfile)
        return (context, resolver)
    }

    /// Plans stages for one platform; steps that are the same as for an earlier one are taken over from there.
    private func plan(
        _ dockerfile: Dockerfile, targets: [Int], for platform: Platform, context: inout PlanContext
    ) throws -> StageResolver {
        let options = options.planning(for: platform)
        let arguments = ArgumentScope(dockerfile: dockerfile, options: options)
        var resolver = StageResolver(
            dockerfile: dockerfile,
            options: options,
            images: images,
            globals: arguments.globals
        )
        try resolver.resolve(targets: targets)
        context.begin(options: options, arguments: arguments)
        context.diagnostics += arguments.diagnostics + resolver.diagnostics
        let isSingle = resolver.isSingleStage
        for index in resolver.nodes.keys.sorted() {
            guard let node = resolver.nodes[index] else { continue }
            plan(node, stageName: isSingle ? "" : stageName(node), context: &context)
        }
        return resolver
    }

    private func finish(_ context: inout PlanContext, _ dockerfile: Dockerfile) {
        context.diagnostics += DefaultBaseNames.warnings(dockerfile, options)
        addWarnings(of: dockerfile, to: &context)
        context.diagnostics = options.checks.apply(context.diagnostics)
    }

    // MARK: Stages

    private func plan(_ node: StageNode, stageName: String, context: inout PlanContext) {
        // A base that could not be planned.
        if case .stage(let base) = node.base, context.stages[base] == nil { return }
        // The context is handed over and back, never copied: with thousands of stages each copy would be felt.
        var taken = PlanContext()
        swap(&taken, &context)
        guard var planner = StagePlanner(node, stageName: stageName, context: consume taken) else { return }
        planner.plan()
        swap(&context, &planner.context)
        context.stages[node.index] = planner.state
    }

    private func stageName(_ node: StageNode) -> String { node.stage.name?.text ?? "stage-\(node.index)" }

    // MARK: Options

    func targetIndex(in dockerfile: Dockerfile) throws(BuildGraphError) -> Int {
        guard let target = options.target, !target.isEmpty else { return dockerfile.stages.count - 1 }
        if let index = dockerfile.stageIndex(named: target) { return index }
        let names = dockerfile.stages.compactMap { $0.name?.text }
        let known = names.isEmpty ? "no stage of it has a name" : "its stages are \(names.joined(separator: ", "))"
        throw BuildGraphError(
            .unknownTarget,
            "the target stage \(target) is not in \(dockerfile.name)",
            hint: Suggestion.question(for: target, among: names) ?? known
        )
    }

    /// The build argument, where empty means none; else what the caller says; else the default of an ARG before the
    /// first FROM.
    private func sourceDateEpoch(in dockerfile: Dockerfile) throws(BuildGraphError) -> Timestamp? {
        let name = ArgumentScope.epochName
        if options.buildArguments[name] == nil, let epoch = options.sourceDateEpoch { return epoch }
        let scope = ArgumentScope(dockerfile: dockerfile, options: options)
        let isGiven = options.buildArguments[name] != nil
        guard let text = isGiven ? scope.given[name] : scope.globals[name], !text.isEmpty else { return nil }
        do throws(OCIError) {
            return try Timestamp.sourceDateEpoch(text)
        } catch {
            throw BuildGraphError(.invalidSourceDateEpoch, error.message, hint: error.hint, cause: error)
        }
    }

    // MARK: Results

    private func addWarnings(of dockerfile: Dockerfile, to context: inout PlanContext) {
        var declared = context.declaredArguments
        for stage in dockerfile.stages {
            for case .arg(let arguments) in stage.instructions.map(\.kind) {
                declared.formUnion(arguments.definitions.map(\.name.text))
            }
        }
        let place = dockerfile.stages.first?.range ?? .start
        if let warning = context.arguments.unusedWarning(declared: declared, at: place) {
            context.diagnostics.append(warning)
        }
    }

    private func result(_ context: PlanContext, _ stages: Set<Int>, _ planned: [PlannedImage]) -> PlanResult {
        // What is the matter for several platforms is said once.
        var said: Set<Diagnostic> = []
        let sorted = context.diagnostics.filter { said.insert($0).inserted }.sorted { $0.range.start < $1.range.start }
        guard !sorted.contains(where: { $0.severity == .error }), planned.count == options.targetPlatforms.count,
            let first = planned.first
        else { return .rejected(sorted) }
        return .plan(
            BuildPlan(
                vertices: context.vertices, first: first, others: Array(planned.dropFirst()), stages: stages,
                warnings: sorted))
    }

    private func image(_ state: StageState, for platform: Platform, epoch: Timestamp?) -> PlannedImage {
        var configuration = state.configuration
        for label in options.labels { configuration.labels[label.name] = label.value }
        let image = ImagePlan(
            base: state.base,
            platform: state.base?.configuration.platform ?? state.platform,
            author: state.author,
            configuration: configuration,
            history: state.history,
            sourceDateEpoch: epoch
        )
        return PlannedImage(platform: platform, target: state.fileSystem, image: image)
    }
}
