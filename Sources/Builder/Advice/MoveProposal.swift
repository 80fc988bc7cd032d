import BuildGraph
import DockerfileSyntax
import Storage

/// The instructions of one stage below which a COPY or an ARG could be moved: RUN steps that ran because of it.
struct MoveProposal {
    /// A place for it.
    struct Place {
        let run: Instruction
        /// The number of the step.
        let step: Int
    }

    /// The COPY, ADD or ARG, as it stands in the Dockerfile.
    let instruction: Instruction
    /// From the nearest to the furthest.
    let places: [Place]
    private let source: SourceText

    /// - Returns: `nil` where the step is no COPY of the Dockerfile, or nothing below it ran because of it.
    init?(_ step: BuildStep, of steps: [BuildStep], in session: BuildSession) {
        guard let (stage, index) = Self.place(of: step, in: session) else { return nil }
        source = session.source
        instruction = stage.instructions[index]
        guard [.copy, .add].contains(instruction.keyword) else { return nil }
        places = Self.places(in: stage.instructions[(index + 1)...], of: steps, session) { ran in
            ran.cause.flatMap(MissCause.init)?.first == step.number
        }
        if places.isEmpty { return nil }
    }

    /// - Parameter arguments: the names of build arguments with which a step's misses began.
    /// - Returns: `nil` where no single ARG of the step's stage declares them all; what names one of them is no place.
    init?(of arguments: [String], above step: BuildStep, of steps: [BuildStep], in session: BuildSession) {
        guard let (stage, index) = Self.place(of: step, in: session),
            let found = stage.instructions[..<index].last(where: { Self.declares($0, arguments) })
        else { return nil }
        source = session.source
        instruction = found
        // The argument is in the key of each of them, whatever else began a miss.
        let all = Self.places(in: stage.instructions[index...], of: steps, session) { _ in true }
        places = Array(
            all.prefix { place in !arguments.contains { place.run.source.originalText.contains($0) } })
        if places.isEmpty { return nil }
    }

    private static func declares(_ instruction: Instruction, _ names: [String]) -> Bool {
        guard case .arg(let arguments) = instruction.kind else { return false }
        return Set(names).isSubset(of: arguments.definitions.map(\.name.text))
    }

    /// The stage of a step, and where in it its instruction stands.
    private static func place(of step: BuildStep, in session: BuildSession) -> (Stage, Int)? {
        let dockerfile = Dockerfile.parse(session.source.bytes, name: session.source.name).dockerfile
        guard let range = session.plan.vertices[step.number - 1].range,
            let stage = dockerfile.stages.first(where: { $0.instructions.contains { $0.range == range } }),
            let index = stage.instructions.firstIndex(where: { $0.range == range })
        else { return nil }
        return (stage, index)
    }

    /// The RUN instructions among some that ran and for which something holds.
    private static func places(
        in instructions: ArraySlice<Instruction>, of steps: [BuildStep], _ session: BuildSession,
        where isMeant: (BuildStep) -> Bool
    ) -> [Place] {
        instructions.compactMap { other in
            guard other.keyword == .run,
                let vertex = session.plan.vertices.first(where: { $0.range == other.range }),
                let ran = steps.first(where: { $0.number == vertex.id.index + 1 }), ran.state == .miss, isMeant(ran)
            else { return nil }
            return Place(run: other, step: ran.number)
        }
    }

    /// The Dockerfile with the instruction below a place.
    func move(below place: Place, leaving line: String? = nil) -> InstructionMove {
        InstructionMove(instruction.range, below: place.run.range, leaving: line, in: source)
    }

    /// An instruction that copies only what a command is known to read, to stand where all was copied.
    ///
    /// - Parameters:
    ///   - files: the files that a build tool may need before the sources: paths of the context.
    func smaller(copying files: [String]) -> String? {
        guard case .copy(let copy) = instruction.kind, copy.from == nil, copy.transfer.sources.count == 1,
            copy.transfer.inlineSources.isEmpty, copy.transfer.excludes.isEmpty, !copy.transfer.keepsParents,
            !files.isEmpty
        else { return nil }
        let flags = instruction.source.flags.map { flag in
            "--\(flag.name)" + (flag.value.map { "=\($0.text)" } ?? "") + " "
        }
        let destination = copy.transfer.destination.text
        return "COPY " + flags.joined() + files.joined(separator: " ") + " " + destination
            + (destination.hasSuffix("/") ? "" : "/")
    }

    /// The directory that is copied, as a path with a slash at its end; empty for the whole context, `nil` where it is not one.
    var directory: String? {
        guard case .copy(let copy) = instruction.kind, let source = copy.transfer.sources.first else { return nil }
        var text = source.text
        while text.hasPrefix("./") { text.removeFirst(2) }
        while text.hasPrefix("/") { text.removeFirst() }
        if text.contains(where: { "*?[$\\".contains($0) }) { return nil }
        if text.isEmpty || text == "." { return "" }
        return text.hasSuffix("/") ? text : text + "/"
    }
}

/// Files by which package managers and build tools know what a program depends on: candidates to be copied before the rest. Each
/// is tried, none is believed.
enum DependencyFiles {
    static let names = [
        ".npmrc", "Cargo.lock", "Cargo.toml", "Gemfile", "Gemfile.lock", "Package.resolved", "Package.swift", "Pipfile",
        "Pipfile.lock", "build.gradle", "build.gradle.kts", "composer.json", "composer.lock", "go.mod", "go.sum",
        "gradle.properties", "mix.exs", "mix.lock", "npm-shrinkwrap.json", "package-lock.json", "package.json",
        "pnpm-lock.yaml", "pnpm-workspace.yaml", "poetry.lock", "pom.xml", "pyproject.toml", "requirements.txt",
        "settings.gradle", "settings.gradle.kts", "setup.cfg", "setup.py", "uv.lock", "yarn.lock",
    ]
}
