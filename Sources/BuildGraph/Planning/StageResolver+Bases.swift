internal import DockerfileSyntax
internal import OCI

extension StageResolver {
    /// The platform of a stage; `nil` and a report where there is none to be had.
    mutating func platform(of stage: Stage) -> Platform? {
        guard let word = stage.platform else { return options.targetPlatform }
        do {
            let text = try expand(word)
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

    /// What a stage starts from; `nil` and a report where there is no such thing.
    mutating func base(of stage: Stage, at index: Int, platform: Platform) throws -> StageNode.Base? {
        let word = stage.baseName
        let name: String
        do throws(Diagnostic) {
            name = try expand(word)
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
        if let (key, context) = options.namedContext(name, for: platform) {
            switch context {
            case .directory, .files: return .files(key)
            case .image("scratch"): return .scratch
            case .image(let other): return try image(other, platform, at: word.range, from: index).map { .image($0) }
            }
        }
        if name == "scratch" { return .scratch }
        if let earlier = references.base(name, of: index) { return .stage(earlier) }
        return try image(name, platform, at: word.range, from: index).map { .image($0) }
    }

    /// The ONBUILD instructions that a base hands to a stage.
    mutating func triggers(
        of base: StageNode.Base,
        for stage: Stage
    ) -> [(Instruction, Bool, SourceRange, Bool)] {
        switch base {
        case .scratch, .files:
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

    /// The final text of a word of a FROM line; says which arguments it uses that nothing declares.
    private mutating func expand(_ word: ShellWord) throws(Diagnostic) -> String {
        let globals = globals
        let expansion = try word.expansion { globals[$0] }
        for name in expansion.unset.subtracting(declaredGlobals).sorted() {
            let known = globals.entries.map(\.name)
            let question = Suggestion.nearest(to: name, among: known).map { "did you mean $\($0)?" }
            diagnostics.append(
                .warning(
                    .undefinedArgumentInFrom,
                    "FROM argument '\(name)' is not declared",
                    hint: question ?? "declare it with ARG before the first FROM",
                    at: word.range
                )
            )
        }
        return expansion.text
    }
}
