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
        let epoch = try sourceDateEpoch()
        let (context, resolver) = try context(of: dockerfile, targets: [target])
        return result(context, stages: Set(resolver.nodes.keys), target: target, epoch: epoch)
    }

    /// Plans stages and all that they need; whatever is wrong is in the context.
    func context(of dockerfile: Dockerfile, targets: [Int]) throws -> (PlanContext, StageResolver) {
        let arguments = ArgumentScope(dockerfile: dockerfile, options: options)
        var resolver = StageResolver(
            dockerfile: dockerfile,
            options: options,
            images: images,
            globals: arguments.globals
        )
        try resolver.resolve(targets: targets)

        var context = PlanContext(options: options, arguments: arguments)
        context.diagnostics = arguments.diagnostics + resolver.diagnostics
        context.diagnostics += DefaultBaseNames.warnings(dockerfile, options)
        let isSingle = resolver.isSingleStage
        for index in resolver.nodes.keys.sorted() {
            guard let node = resolver.nodes[index] else { continue }
            plan(node, stageName: isSingle ? "" : stageName(node), context: &context)
        }
        addWarnings(of: dockerfile, to: &context)
        context.diagnostics = options.checks.apply(context.diagnostics)
        return (context, resolver)
    }

    // MARK: Stages

    private func plan(_ node: StageNode, stageName: String, context: inout PlanContext) {
        guard var planner = StagePlanner(node, stageName: stageName, context: context) else { return }
        planner.plan()
        context = planner.context
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

    private func sourceDateEpoch() throws(BuildGraphError) -> Timestamp? {
        guard let text = options.buildArguments["SOURCE_DATE_EPOCH"], !text.isEmpty else {
            return options.sourceDateEpoch
        }
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

    private func result(
        _ context: PlanContext, stages: Set<Int>, target: Int, epoch: Timestamp?
    ) -> PlanResult {
        let sorted = context.diagnostics.sorted { $0.range.start < $1.range.start }
        guard !sorted.contains(where: { $0.severity == .error }), let state = context.stages[target] else {
            return .rejected(sorted)
        }
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
        return .plan(
            BuildPlan(
                vertices: context.vertices, target: state.fileSystem, image: image, stages: stages, warnings: sorted)
        )
    }
}
