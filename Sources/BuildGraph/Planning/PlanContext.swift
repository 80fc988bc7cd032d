internal import DockerfileSyntax
internal import OCI

/// What the planning of all stages shares.
struct PlanContext {
    private(set) var options = BuildOptions()
    private(set) var arguments = ArgumentScope()
    private(set) var proxyEnvironment: [String] = []
    /// The vertices so far.
    private(set) var vertices: [Vertex] = []
    /// All that was found, errors and warnings.
    var diagnostics: [Diagnostic] = []
    /// The end of each planned stage, by index.
    var stages: [Int: StageState] = [:]
    /// The names of all ARG instructions.
    var declaredArguments: Set<String> = []
    /// The ARG instructions of the stages, with the values that they come to.
    var argumentUses: [BuildCheck.Argument] = []
    private var images: [Digest: VertexID] = [:]
    private var namedFiles: [String: VertexID] = [:]
    /// The steps of the images planned before this one.
    private var shared: [Step: VertexID] = [:]
    /// Those of this one.
    private var own: [Step: VertexID] = [:]

    /// Begins the plan of the image for one platform.
    mutating func begin(options: BuildOptions, arguments: ArgumentScope) {
        self.options = options
        self.arguments = arguments
        proxyEnvironment = arguments.proxyEnvironment(options)
        stages = [:]
        shared.merge(own) { first, _ in first }
        own = [:]
    }

    /// What makes a step the same for two platforms: a stage of the build's own platform that says nothing of the target.
    private struct Step: Hashable {
        let operation: Operation
        let name: String
        let platform: Platform
        let range: SourceRange

        enum Operation: Hashable {
            case run(RunStep)
            case copy(CopyStep)
            case workdir(WorkdirStep)

            init?(_ operation: Vertex.Operation) {
                switch operation {
                case .image: return nil
                case .run(let step): self = .run(step)
                case .copy(let step): self = .copy(step)
                case .workdir(let step): self = .workdir(step)
                }
            }
        }
    }

    /// What a vertex keeps of its stage.
    struct Stage {
        let name: String?
        let platform: Platform
    }

    /// Adds a vertex that comes after those it names.
    mutating func add(
        _ operation: Vertex.Operation,
        name: String,
        step: String,
        after dependencies: [FileSystem],
        range: SourceRange,
        stage: Stage
    ) -> VertexID {
        let key = Step.Operation(operation).map {
            Step(operation: $0, name: name, platform: stage.platform, range: range)
        }
        if let key, let known = shared[key] { return known }
        let id = VertexID(index: vertices.count)
        if let key { own[key] = id }
        vertices.append(
            Vertex(
                id: id,
                name: name,
                step: step,
                operation: operation,
                dependencies: Set(dependencies.compactMap(\.vertex)).sorted(),
                range: range,
                stageName: stage.name,
                platform: stage.platform
            )
        )
        return id
    }

    /// The tree with the files of a named context, copied as a whole; the first mention makes its vertex.
    mutating func fileSystem(ofFiles name: String, range: SourceRange, stage: Stage) -> FileSystem {
        if let id = namedFiles[name] { return .vertex(id) }
        let copy = CopyStep(parent: .scratch, source: .named(name), sources: ["/"], destination: "/")
        let id = add(
            .copy(copy), name: "[context \(name)] load from client", step: "context \(name)", after: [], range: range,
            stage: stage)
        namedFiles[name] = id
        return .vertex(id)
    }

    /// The tree of an image; the first mention of an image makes its vertex.
    mutating func fileSystem(
        of image: BaseImage,
        range: SourceRange,
        stage: Stage,
        name: () -> String
    ) -> FileSystem {
        if image.configuration.diffIDs.isEmpty { return .scratch }
        if let id = images[image.manifestDigest] { return .vertex(id) }
        let step = "FROM \(image.name)"
        let id = add(.image(image), name: name(), step: step, after: [], range: range, stage: stage)
        images[image.manifestDigest] = id
        return .vertex(id)
    }
}
