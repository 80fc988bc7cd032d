/// Warnings about what a file says, named as BuildKit's build checks are.
struct Checks {
    private let dockerfile: Dockerfile
    private let emptyContinuations: [SourceRange]
    private var found: [Diagnostic] = []

    init(_ dockerfile: Dockerfile, _ emptyContinuations: [SourceRange]) {
        self.dockerfile = dockerfile
        self.emptyContinuations = emptyContinuations
    }

    /// All warnings, in no particular order.
    mutating func run() -> [Diagnostic] {
        for range in emptyContinuations {
            warn(.noEmptyContinuation, "empty continuation line", "delete the line, or make it a comment", range)
        }
        checkCasing()
        checkStageNames()
        for instruction in dockerfile.globalArguments { checkDescription(instruction) }
        var stages = StageChecks(dockerfile)
        return found + stages.run()
    }

    private mutating func warn(_ code: Diagnostic.Code, _ message: String, _ hint: String?, _ range: SourceRange) {
        found.append(.warning(code, message, hint: hint, at: range))
    }

    private mutating func checkCasing() {
        let keywords =
            dockerfile.globalArguments.map(\.source.keyword)
            + dockerfile.stages.flatMap { [$0.source.keyword] + $0.instructions.map(\.source.keyword) }
        let lower = keywords.count { $0.text == $0.text.lowercased() }
        let upper = keywords.count { $0.text == $0.text.uppercased() }
        let wantsLower = lower > upper
        for keyword in keywords {
            let wanted = wantsLower ? keyword.text.lowercased() : keyword.text.uppercased()
            guard keyword.text != wanted else { continue }
            let majority = wantsLower ? "lowercase" : "uppercase"
            warn(
                .consistentInstructionCasing,
                "command '\(keyword.text)' should match the case of the command majority (\(majority))",
                "write \(wanted)",
                keyword.range
            )
        }
    }

    private mutating func checkStageNames() {
        var seen: Set<String> = []
        for stage in dockerfile.stages {
            guard let name = stage.name else { continue }
            if !seen.insert(name.text).inserted {
                warn(.duplicateStageName, "stage name '\(name.text)' is used more than once", "rename one", name.range)
            }
            checkDescription(of: [name.text], "FROM", stage.source)
        }
        for instruction in dockerfile.stages.flatMap(\.instructions) { checkDescription(instruction) }
    }

    // MARK: Descriptions

    private mutating func checkDescription(_ instruction: Instruction) {
        guard case .arg(let arguments) = instruction.kind else { return }
        checkDescription(of: arguments.definitions.map(\.name.text), "ARG", instruction.source)
    }

    /// A comment right above describes a name by beginning with it.
    private mutating func checkDescription(of names: [String], _ keyword: String, _ source: InstructionSource) {
        guard let comment = source.comments.last, !comment.isEmpty, let first = names.first,
            !names.contains(String(comment.prefix { $0 != " " }))
        else { return }
        let example = names.count > 1 ? "<arg_key>" : first
        warn(
            .invalidDefinitionDescription,
            "the comment for \(keyword) should have the form '# \(example) <description>'",
            "write it so, or put an empty line or an empty comment below it if it describes something else",
            source.keyword.range)
    }
}
