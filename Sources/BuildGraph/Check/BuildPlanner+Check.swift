public import DockerfileSyntax
internal import OCI

extension BuildPlanner {
    /// Looks at the target and all that it needs, as BuildKit's `frontend.lint` does. An image that the provider does not have is taken for one of which nothing is known.
    ///
    /// - Parameter everyStage: looks at all stages where no target is named.
    /// - Throws: ``BuildGraphError`` for a target that there is not, and whatever the provider throws.
    public func check(_ dockerfile: Dockerfile, everyStage: Bool) throws -> BuildCheck {
        let planner = BuildPlanner(options: options, images: AssumedImages(known: images))
        let targets =
            everyStage && options.target == nil
            ? Array(dockerfile.stages.indices) : [try targetIndex(in: dockerfile)]
        let (context, resolver) = try planner.context(of: dockerfile, targets: targets)
        let stages = resolver.nodes.keys.sorted()
        return BuildCheck(
            diagnostics: context.diagnostics.sorted { $0.range.start < $1.range.start },
            vertices: context.vertices,
            stages: stages,
            arguments: Self.arguments(of: dockerfile, stages, context)
        )
    }

    /// The arguments that stages declare, and those before the first FROM that their FROM lines use.
    private static func arguments(
        of dockerfile: Dockerfile, _ stages: [Int], _ context: PlanContext
    ) -> [BuildCheck.Argument] {
        let globals = context.arguments.globals
        var used: Set<String> = Set(context.argumentUses.map(\.name))
        for stage in stages.map({ dockerfile.stages[$0] }) {
            for word in [stage.baseName, stage.platform].compactMap(\.self) {
                _ = try? word.expand { name in
                    used.insert(name)
                    return globals[name]
                }
            }
        }
        // What the defaults of these use, each of which sees those above it.
        let definitions = dockerfile.globalArguments.flatMap { instruction -> [ArgInstruction.Definition] in
            guard case .arg(let arguments) = instruction.kind else { return [] }
            return arguments.definitions
        }
        for definition in definitions.reversed()
        where used.contains(definition.name.text) && context.options.buildArguments[definition.name.text] == nil {
            _ = try? definition.defaultValue?.expand { name in
                used.insert(name)
                return globals[name]
            }
        }
        var found: [BuildCheck.Argument] = []
        for instruction in dockerfile.globalArguments {
            guard case .arg(let arguments) = instruction.kind else { continue }
            for definition in arguments.definitions where used.contains(definition.name.text) {
                found.append(
                    BuildCheck.Argument(
                        name: definition.name.text, value: globals[definition.name.text],
                        comment: definition.comment, range: instruction.range))
            }
        }
        return (found + context.argumentUses).reduce(into: []) { result, argument in
            if !result.contains(where: { $0.name == argument.name }) { result.append(argument) }
        }
    }
}
