internal import DockerfileSyntax
internal import OCI

/// What the planning of all stages shares.
struct PlanContext {
    let options: BuildOptions
    let arguments: ArgumentScope
    let proxyEnvironment: [String]
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

    init(options: BuildOptions, arguments: ArgumentScope) {
        self.options = options
        self.arguments = arguments
        proxyEnvironment = arguments.proxyEnvironment(options)
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
        let id = VertexID(index: vertices.count)
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
