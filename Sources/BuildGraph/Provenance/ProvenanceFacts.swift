internal import DockerfileSyntax
internal import OCI

/// What a plan tells of how one image of it was made.
struct ProvenanceFacts {
    /// The base images and those that steps copy from, then repositories, then files of servers, as SLSA's resource descriptors.
    var materials: [JSONValue] { images + commits.map(\.json) + files.map(\.json) }
    private var images: [JSONValue] = []
    private var commits: [SourceMaterial] = []
    private var files: [SourceMaterial] = []
    /// The steps, as `buildConfig`.
    let steps: JSONValue
    /// Where in the Dockerfile each step is.
    private(set) var locations = JSONObject()
    /// The layers of what each step gave.
    private(set) var layers = JSONObject()
    /// The secrets that steps ask for, each once.
    private(set) var secrets: [(id: String, isRequired: Bool)] = []
    /// The agents that steps ask for, each once.
    private(set) var agents: [(id: String, isRequired: Bool)] = []
    /// The names of directories of this machine that were read; what lay in them is known by no digest here.
    private(set) var locals: Set<String> = []
    /// Whether some step could reach a network.
    private(set) var hasNetwork = false
    private let fetched: FetchedSources

    init(_ image: PlannedImage, _ plan: BuildPlan, _ made: [VertexID: [Descriptor]], _ fetched: FetchedSources) {
        self.fetched = fetched
        let vertices = Self.vertices(of: image, in: plan)
        let numbers = Dictionary(vertices.enumerated().map { ($1.id, "step\($0)") }) { first, _ in first }
        steps = ["steps": .array(vertices.map { Self.step($0, numbers) })]
        for vertex in vertices {
            guard let name = numbers[vertex.id] else { continue }
            if let range = vertex.range { locations[name] = Self.location(range) }
            if let chain = made[vertex.id] { layers["\(name):0"] = [.array(chain.map(\.json))] }
            note(vertex)
        }
        // An image from which nothing is taken but its configuration has no vertex.
        if images.isEmpty, let base = image.image.base { images = [Self.material(base)] }
        // What is left out of a context stands in the context, whether or not a step copies of it.
        if fetched.context == nil { locals.formUnion(["context", "dockerfile"]) }
        note(fetched.context)
    }

    /// The vertices that an image needs, in the order of the plan.
    private static func vertices(of image: PlannedImage, in plan: BuildPlan) -> [Vertex] {
        var wanted: Set<VertexID> = []
        var open = [image.target.vertex].compactMap { $0 }
        while let id = open.popLast() {
            if wanted.insert(id).inserted { open += plan[id].dependencies }
        }
        return wanted.sorted().map { plan[$0] }
    }

    private mutating func note(_ vertex: Vertex) {
        switch vertex.operation {
        case .image(let image): images.append(Self.material(image))
        case .copy(let step): note(step)
        case .workdir: break
        case .run(let step):
            if step.network != .none { hasNetwork = true }
            for secret in step.secrets where !secrets.contains(where: { $0.id == secret.id }) {
                secrets.append((secret.id, secret.isRequired))
            }
            for agent in step.agents where !agents.contains(where: { $0.id == agent.id }) {
                agents.append((agent.id, agent.isRequired))
            }
            for case .bind(let source, _) in step.mounts.map(\.content) { note(source) }
        }
    }

    private mutating func note(_ step: CopyStep) {
        for (_, remote) in step.remotes.sorted(by: { $0.key < $1.key }) { note(fetched.files[remote]) }
        note(step.source)
    }

    private mutating func note(_ source: CopyStep.Source) {
        guard case .named(let name) = source else { return }
        if let material = fetched.contexts[name] { note(material) } else { locals.insert(name) }
    }

    private mutating func note(_ material: SourceMaterial?) {
        guard let material, !commits.contains(material), !files.contains(material) else { return }
        if material.isCommit { commits.append(material) } else { files.append(material) }
    }

    private static func material(_ image: BaseImage) -> JSONValue {
        let platform = image.configuration.platform
        let uri: String
        if image.name.hasPrefix(NamedContext.layoutScheme) {
            let name = String(image.name.dropFirst(NamedContext.layoutScheme.count))
            uri = PackageAddress.text(ofLayout: name, image.manifestDigest, for: platform)
        } else {
            let reference = try? ImageReference(parsing: image.name)
            uri = reference.map { PackageAddress.text(of: $0, for: platform) } ?? image.name
        }
        return ["uri": .string(uri), "digest": Provenance.digestSet(image.manifestDigest)]
    }

    /// A step by its instruction as the Dockerfile has it: no value of a variable is in it.
    private static func step(_ vertex: Vertex, _ numbers: [VertexID: String]) -> JSONValue {
        var result: JSONObject = [
            "id": .string(numbers[vertex.id] ?? ""), "instruction": .string(vertex.step),
            "platform": .string(vertex.platform.description),
        ]
        if let stage = vertex.stageName { result["stage"] = .string(stage) }
        let inputs = vertex.dependencies.compactMap { numbers[$0] }
        if !inputs.isEmpty { result["inputs"] = .strings(inputs) }
        return .object(result)
    }

    private static func location(_ range: SourceRange) -> JSONValue {
        let lines: JSONValue = [
            "start": ["line": .int(Int64(range.start.line))], "end": ["line": .int(Int64(range.end.line))],
        ]
        return ["locations": [["ranges": [lines]]]]
    }
}
