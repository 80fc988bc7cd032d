internal import DockerfileSyntax
internal import OCI

/// What a plan tells of how one image of it was made.
struct ProvenanceFacts {
    /// The base images and those that steps copy from, as SLSA's resource descriptors.
    private(set) var materials: [JSONValue] = []
    /// The steps, as `buildConfig`.
    let steps: JSONValue
    /// Where in the Dockerfile each step is.
    private(set) var locations = JSONObject()
    /// The layer of each step.
    private(set) var layers = JSONObject()
    /// The secrets that steps ask for, each once.
    private(set) var secrets: [(id: String, isRequired: Bool)] = []
    /// The agents that steps ask for, each once.
    private(set) var agents: [(id: String, isRequired: Bool)] = []
    /// Some step reads the build context.
    private(set) var readsContext = false

    init(_ image: PlannedImage, _ plan: BuildPlan, _ made: [VertexID: Descriptor]) {
        let vertices = Self.vertices(of: image, in: plan)
        let numbers = Dictionary(vertices.enumerated().map { ($1.id, "step\($0)") }) { first, _ in first }
        steps = ["steps": .array(vertices.map { Self.step($0, numbers) })]
        for vertex in vertices {
            guard let name = numbers[vertex.id] else { continue }
            if let range = vertex.range { locations[name] = Self.location(range) }
            if let layer = made[vertex.id] { layers["\(name):0"] = .array([.array([layer.json])]) }
            note(vertex)
        }
        // An image from which nothing is taken but its configuration has no vertex.
        if materials.isEmpty, let base = image.image.base { materials = [Self.material(base)] }
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
        case .image(let image): materials.append(Self.material(image))
        case .copy(let step): if step.source == .context, !step.sources.isEmpty { readsContext = true }
        case .workdir: break
        case .run(let step):
            if step.mounts.contains(where: \.readsContext) { readsContext = true }
            for secret in step.secrets where !secrets.contains(where: { $0.id == secret.id }) {
                secrets.append((secret.id, secret.isRequired))
            }
            for agent in step.agents where !agents.contains(where: { $0.id == agent.id }) {
                agents.append((agent.id, agent.isRequired))
            }
        }
    }

    private static func material(_ image: BaseImage) -> JSONValue {
        let reference = try? ImageReference(parsing: image.name)
        let uri = reference.map { PackageAddress.text(of: $0, for: image.configuration.platform) } ?? image.name
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
