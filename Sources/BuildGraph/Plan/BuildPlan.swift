public import DockerfileSyntax

/// What has to be done to make the image of the wanted stage, and nothing else.
public struct BuildPlan: Sendable {
    /// The operations; each comes after all that it depends on.
    public let vertices: [Vertex]
    /// The images, in the order of the wanted platforms; at least one.
    public let images: [PlannedImage]
    /// The stages that are built, by index.
    public let stages: Set<Int>
    /// What is worth saying about a Dockerfile that can be built.
    public let warnings: [Diagnostic]

    /// The first image.
    public let image: ImagePlan
    /// The tree of the first image.
    public let target: FileSystem

    init(
        vertices: [Vertex], first: PlannedImage, others: [PlannedImage], stages: Set<Int>, warnings: [Diagnostic]
    ) {
        self.vertices = vertices
        self.stages = stages
        self.warnings = warnings
        images = [first] + others
        (image, target) = (first.image, first.target)
    }

    /// The vertex of an identity.
    public subscript(id: VertexID) -> Vertex { vertices[id.index] }

    /// The plan as far as a step, which becomes its target; `nil` where it has no step of that number, counted from 1.
    public func cut(after number: Int) -> BuildPlan? {
        guard vertices.indices.contains(number - 1) else { return nil }
        // What a step needs comes before it.
        let target = FileSystem.vertex(VertexID(index: number - 1))
        return BuildPlan(
            vertices: Array(vertices[..<number]),
            first: PlannedImage(platform: images[0].platform, target: target, image: image), others: [],
            stages: stages, warnings: warnings)
    }

    /// Whether some step reads files of the build context.
    public var readsContext: Bool {
        vertices.contains { vertex in
            switch vertex.operation {
            case .copy(let step): step.source == .context && step.hasPaths
            case .run(let step): step.mounts.contains(where: \.readsContext)
            case .image, .workdir: false
            }
        }
    }

    /// What has to be fetched, each once, in the order of the plan.
    public var remotes: [RemoteSource] {
        var result: [RemoteSource] = []
        for case .copy(let step) in vertices.map(\.operation) {
            for (_, remote) in step.remotes.sorted(by: { $0.key < $1.key }) where !result.contains(remote) {
                result.append(remote)
            }
        }
        return result
    }
}

/// The result of planning: a plan, or all that is wrong.
public enum PlanResult: Sendable {
    /// The build can be carried out.
    case plan(BuildPlan)
    /// It cannot, for these errors (warnings are among them), in the order of their places.
    case rejected([Diagnostic])
}
