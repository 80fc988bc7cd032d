internal import DockerfileSyntax
internal import OCI

/// Finds the stages that a target needs, and what all names in them stand for.
struct StageResolver {
    let dockerfile: Dockerfile
    let options: BuildOptions
    private let images: any BaseImageProvider
    let globals: EnvironmentList
    let declaredGlobals: Set<String>
    let references: StageReferences
    private var known: [String: BaseImage?] = [:]
    /// What was found wrong with names and bases.
    var diagnostics: [Diagnostic] = []
    /// The stages that the target needs, by index.
    private(set) var nodes: [Int: StageNode] = [:]

    init(dockerfile: Dockerfile, options: BuildOptions, images: any BaseImageProvider, globals: EnvironmentList) {
        self.dockerfile = dockerfile
        self.options = options
        self.images = images
        self.globals = globals
        declaredGlobals = Set(
            dockerfile.globalArguments.flatMap { instruction -> [String] in
                guard case .arg(let arguments) = instruction.kind else { return [] }
                return arguments.definitions.map(\.name.text)
            }
        )
        // A name that cannot be expanded is reported when its stage is looked at.
        let baseNames = dockerfile.stages.map { stage in (try? stage.baseName.expand { globals[$0] }) ?? "" }
        references = StageReferences(
            stages: dockerfile.stages, baseNames: baseNames, contexts: options.contextNames(for: options.targetPlatform)
        )
    }

    /// Whether progress leaves the stage's name out: there is one stage, and no image is copied from.
    var isSingleStage: Bool { dockerfile.stages.count == 1 && !references.namesImages }

    /// Looks targets and all that they need up. Stages only ever need earlier ones, so one walk backwards finds all.
    mutating func resolve(targets: [Int]) throws {
        checkCycles()
        var wanted = Set(targets)
        for index in stride(from: targets.max() ?? -1, through: 0, by: -1) where wanted.contains(index) {
            guard let node = try node(index) else { continue }
            nodes[index] = node
            wanted.formUnion(node.dependencies)
        }
    }

    // MARK: One stage

    private mutating func node(_ index: Int) throws -> StageNode? {
        let stage = dockerfile.stages[index]
        guard let platform = platform(of: stage), let base = try base(of: stage, at: index, platform: platform) else {
            return nil
        }
        var steps = triggers(of: base, for: stage)
        steps += stage.instructions.map { ($0, false, $0.range, false) }
        var resolved: [StageNode.Step] = []
        for (instruction, isTrigger, range, isForeign) in steps {
            var sources: [StageNode.Source?] = []
            for word in StageReferences.sources(of: instruction) {
                sources.append(try word.flatMap { try source($0, at: isForeign ? range : $0.range, from: index) })
            }
            resolved.append(
                StageNode.Step(
                    instruction: instruction,
                    isTrigger: isTrigger,
                    range: range,
                    isForeign: isForeign,
                    sources: sources
                )
            )
        }
        return StageNode(index: index, stage: stage, base: base, platform: platform, steps: resolved)
    }

    // MARK: Names

    private mutating func source(
        _ word: ShellWord,
        at place: SourceRange,
        from index: Int
    ) throws -> StageNode.Source? {
        switch references.target(of: word.text, from: index) {
        case .stage(let stage):
            return .stage(stage)
        case .unreachable(let stage):
            reportUnreachable(stage, named: word.text, from: index, at: place)
        case .noSuchNumber:
            report(
                .unknownStage,
                "there is no stage number \(word.text)",
                hint: "stages are counted from 0; this file has \(dockerfile.stages.count)",
                at: place
            )
        case .image:
            if let (key, context) = options.namedContext(word.text, for: options.targetPlatform) {
                switch context {
                case .directory: return .directory(key)
                case .files: return .files(key)
                case .image("scratch"): return .scratch
                case .image(let name):
                    return try image(name, options.targetPlatform, at: place, from: index).map { .image($0) }
                }
            }
            if word.text == "scratch" { return .scratch }
            if let image = try image(word.text, options.targetPlatform, at: place, from: index) { return .image(image) }
        }
        return nil
    }

    mutating func image(
        _ name: String, _ platform: Platform, at range: SourceRange, from index: Int
    ) throws -> BaseImage? {
        do {
            if let image = try lookUp(name, platform) { return image }
            reportMissing(name, at: range, from: index)
        } catch let error as MissingPlatform {
            report(.platform, error.message, hint: error.hint, at: range)
        } catch let error as UnreadableImage {
            report(.missingImage, error.message, hint: error.hint, at: range)
        } catch let error as OCIError {
            // The name itself is wrong.
            report(.missingImage, error.message, hint: error.hint, at: range)
        }
        return nil
    }

    private mutating func lookUp(_ name: String, _ platform: Platform) throws -> BaseImage? {
        let key = "\(platform) \(name)"
        if let image = known[key] { return image }
        let image = try images.baseImage(named: name, platform: platform)
        known[key] = .some(image)
        return image
    }

    func stageName(_ index: Int) -> String { dockerfile.stages[index].name?.text ?? String(index) }
}
