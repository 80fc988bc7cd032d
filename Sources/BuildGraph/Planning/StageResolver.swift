internal import DockerfileSyntax
internal import OCI

/// Finds the stages that a target needs, and what all names in them stand for.
struct StageResolver {
    private let dockerfile: Dockerfile
    private let options: BuildOptions
    private let images: any BaseImageProvider
    private let globals: EnvironmentList
    private let baseNames: [String?]
    private let references: StageReferences
    private var known: [String: BaseImage?] = [:]
    private(set) var diagnostics: [Diagnostic] = []
    /// The stages that the target needs, by index.
    private(set) var nodes: [Int: StageNode] = [:]

    init(dockerfile: Dockerfile, options: BuildOptions, images: any BaseImageProvider, globals: EnvironmentList) {
        self.dockerfile = dockerfile
        self.options = options
        self.images = images
        self.globals = globals
        baseNames = dockerfile.stages.map { stage in try? stage.baseName.expand { globals[$0] } }
        references = StageReferences(stages: dockerfile.stages, baseNames: baseNames.map { $0 ?? "" })
    }

    /// Whether progress leaves the stage's name out: there is one stage, and no image is copied from.
    var isSingleStage: Bool { dockerfile.stages.count == 1 && !references.namesImages }

    /// Looks a target and all that it needs up. Stages only ever need earlier ones, so one walk backwards finds all.
    mutating func resolve(target: Int) throws {
        checkCycles()
        var wanted: Set<Int> = [target]
        for index in stride(from: target, through: 0, by: -1) where wanted.contains(index) {
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
            let source = try source(of: instruction, at: range, isForeign: isForeign, from: index, platform: platform)
            resolved.append(
                StageNode.Step(
                    instruction: instruction,
                    isTrigger: isTrigger,
                    range: range,
                    isForeign: isForeign,
                    source: source
                )
            )
        }
        return StageNode(index: index, stage: stage, base: base, platform: platform, steps: resolved)
    }

    private mutating func platform(of stage: Stage) -> Platform? {
        guard let word = stage.platform else { return options.targetPlatform }
        do {
            let globals = globals
            let text = try word.expand { globals[$0] }
            guard !text.isEmpty else {
                report(.platform, "the platform \(word.text) is empty after expansion", at: word.range)
                return nil
            }
            return try Platform(parsing: text)
        } catch let diagnostic as Diagnostic {
            diagnostics.append(diagnostic)
        } catch {
            report(.platform, "\(error)", hint: "write it as os/architecture, such as linux/amd64", at: word.range)
        }
        return nil
    }

    private mutating func base(of stage: Stage, at index: Int, platform: Platform) throws -> StageNode.Base? {
        let word = stage.baseName
        let name: String
        do throws(Diagnostic) {
            let globals = globals
            name = try word.expand { globals[$0] }
        } catch {
            diagnostics.append(error)
            return nil
        }
        guard !name.isEmpty else {
            report(
                .emptyBaseName,
                "the base name \(word.text) is empty after expansion",
                hint: "give the ARG before the first FROM a default, or pass --build-arg",
                at: word.range
            )
            return nil
        }
        if name == "scratch" { return .scratch }
        if let earlier = references.base(name, of: index) { return .stage(earlier) }
        if let image = try image(name, platform: platform) { return .image(image) }
        reportMissing(name, at: word.range, from: index)
        return nil
    }

    private mutating func triggers(
        of base: StageNode.Base,
        for stage: Stage
    ) -> [(Instruction, Bool, SourceRange, Bool)] {
        switch base {
        case .scratch:
            return []
        case .stage(let index):
            let own = dockerfile.stages[index].instructions.flatMap { instruction -> [Instruction] in
                guard case .onbuild(let onbuild) = instruction.kind else { return [] }
                return onbuild.instructions
            }
            return own.map { ($0, true, $0.range, false) }
        case .image(let image):
            var result: [(Instruction, Bool, SourceRange, Bool)] = []
            for trigger in image.configuration.config.onBuild {
                let parsed = Dockerfile.parseTrigger(trigger)
                for problem in parsed.diagnostics where problem.severity == .error {
                    report(.onbuildTrigger, "ONBUILD \(trigger) of \(image.name): \(problem.message)", at: stage.range)
                }
                result += parsed.instructions.map { ($0, true, stage.range, true) }
            }
            return result
        }
    }

    // MARK: Names

    private mutating func source(
        of instruction: Instruction,
        at range: SourceRange,
        isForeign: Bool,
        from index: Int,
        platform: Platform
    ) throws -> StageNode.Source? {
        guard let word = StageReferences.copySource(instruction) else { return nil }
        let place = isForeign ? range : word.range
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
            if word.text == "scratch" { return .scratch }
            if let image = try image(word.text, platform: platform) { return .image(image) }
            reportMissing(word.text, at: place, from: index)
        }
        return nil
    }

    private mutating func image(_ name: String, platform: Platform) throws -> BaseImage? {
        let key = "\(platform) \(name)"
        if let image = known[key] { return image }
        let image = try images.baseImage(named: name, platform: platform)
        known[key] = .some(image)
        return image
    }

    private func stageName(_ index: Int) -> String { dockerfile.stages[index].name?.text ?? String(index) }

    // MARK: Reports

    private mutating func report(_ code: Diagnostic.Code, _ message: String, hint: String? = nil, at range: SourceRange)
    {
        diagnostics.append(.error(code, message, hint: hint, at: range))
    }

    private mutating func reportMissing(_ name: String, at range: SourceRange, from index: Int) {
        let stages = dockerfile.stages[..<index].compactMap { $0.name?.text }
        if let later = references.laterStage(named: name, than: index) {
            let line = dockerfile.stages[later].range.start.line
            report(
                .unknownStage,
                "there is no image \(name), and the stage of that name begins only at line \(line)",
                hint: "move the stage \(name) up, before this line",
                at: range
            )
        } else if let question = Suggestion.question(for: name, among: stages) {
            report(.unknownStage, "unknown stage or image \(name)", hint: question, at: range)
        } else {
            report(
                .missingImage,
                "the image \(name) is not in the store",
                hint: "import or load it first, or name an earlier stage",
                at: range
            )
        }
    }

    private mutating func reportUnreachable(_ stage: Int, named name: String, from index: Int, at range: SourceRange) {
        // Cycles are reported for all stages at once, needed or not.
        if stage == index || references.needs(stage, index) { return }
        report(
            .forwardStage,
            "cannot copy from stage \(name): it is defined after stage \(stageName(index))",
            hint: "move the stage \(name) up, before line \(dockerfile.stages[index].range.start.line)",
            at: range
        )
    }

    private mutating func checkCycles() {
        for (index, stage) in dockerfile.stages.enumerated() {
            for instruction in stage.instructions {
                guard let word = StageReferences.copySource(instruction),
                    case .unreachable(let other) = references.target(of: word.text, from: index)
                else { continue }
                if other == index {
                    report(.stageCycle, "stage \(stageName(index)) copies from itself", at: word.range)
                } else if references.needs(other, index) {
                    report(
                        .stageCycle,
                        "stages \(stageName(index)) and \(stageName(other)) need each other",
                        hint: "break the cycle: a stage can only use what is built before it",
                        at: word.range
                    )
                }
            }
        }
    }
}
