import BuildGraph
import DockerfileSyntax

/// What is said and never done: only the author knows what it would change.
struct Suggestions: FixRule {
    func fixes(in subject: FixSubject) -> [Fix] {
        let stages = subject.dockerfile.stages
        return
            (stages.indices.flatMap { stage in
                bases(stage, subject) + stages[stage].instructions.flatMap { Self.secrets($0) + Self.additions($0) }
            } + final(subject)).sorted { $0.offset < $1.offset }
    }

    private func bases(_ stage: Int, _ subject: FixSubject) -> [Fix] {
        let word = subject.dockerfile.stages[stage].baseName
        let name = word.text
        guard subject.baseStage(of: stage) == nil, name.lowercased() != "scratch",
            !name.contains("$"), !name.contains("@")
        else { return [] }
        let last = name.split(separator: "/").last ?? ""
        guard !last.contains(":") || last.hasSuffix(":latest") else { return [] }
        return [
            Fix(
                .versionBase, answering: ["DL3006", "DL3007"], "name a version of \(name)",
                because: "without one, the next build may stand on something quite different",
                at: word.range.start.offset, [])
        ]
    }

    private static func secrets(_ instruction: Instruction) -> [Fix] {
        let pairs: [(String, String)] =
            switch instruction.kind {
            case .env(let env): env.pairs.map { ($0.key.text, $0.value.text) }
            case .arg(let arg): arg.definitions.compactMap { one in one.defaultValue.map { (one.name.text, $0.text) } }
            default: []
            }
        return pairs.filter { SensitiveName.matches($0.0) && !["", "\"\"", "''"].contains($0.1) }.map { name, _ in
            Fix(
                .removeSecret, answering: ["SecretsUsedInArgOrEnv"], "do not write \(name) down",
                because:
                    "everybody who has the image can read it; use RUN --mount=type=secret, or set it when the container starts",
                at: instruction.range.start.offset, [])
        }
    }

    private static func additions(_ instruction: Instruction) -> [Fix] {
        guard case .add(let add) = instruction.kind, add.transfer.inlineSources.isEmpty, add.unpacks == nil else {
            return []
        }
        let archives = [".tar", ".gz", ".tgz", ".bz2", ".xz", ".zst", ".tbz2", ".txz", ".lzma"]
        let isPlain = add.transfer.sources.allSatisfy { source in
            !source.text.contains { "$:*?[".contains($0) }
                && !archives.contains { source.text.lowercased().hasSuffix($0) }
        }
        guard isPlain else { return [] }
        return [
            Fix(
                .copyForAdd, answering: ["DL3020"], "copy local files with COPY",
                because: "ADD also unpacks archives and loads addresses: COPY says that neither is meant",
                at: instruction.range.start.offset, [])
        ]
    }

    /// What is said of the last stage: the image.
    private func final(_ subject: FixSubject) -> [Fix] {
        let stages = subject.dockerfile.stages
        guard let last = stages.indices.last else { return [] }
        let stage = stages[last]
        var fixes: [Fix] = []
        for instruction in stage.instructions {
            let form: CommandForm? =
                switch instruction.kind {
                case .cmd(let form), .entrypoint(let form): form
                default: nil
                }
            guard case .shell(let text) = form, !text.isEmpty, subject.isPOSIX(last) else { continue }
            fixes.append(
                Fix(
                    .execForm, answering: ["JSONArgsRecommended", "DL3025"], "write the command as a JSON array",
                    because: "a shell stands before the program, and signals do not reach it",
                    at: instruction.range.start.offset, []))
        }
        let state = subject.state(before: stage.instructions.count, in: last)
        let runs = stage.instructions.contains { [.cmd, .entrypoint].contains($0.keyword) }
        if runs, state.user == nil || state.isRoot, !subject.rootBase(of: last).contains("nonroot") {
            fixes.append(
                Fix(
                    .setUser, answering: ["DL3002"], "run the program as a user of its own",
                    because: "a program that is broken into has root's rights in the container",
                    at: stage.range.start.offset, []))
        }
        if stages.count == 1, SplitStages().fixes(in: subject).isEmpty, let tool = Self.buildTool(subject) {
            fixes.append(
                Fix(
                    .separateBuild, "build in a stage of its own, and copy what comes of it",
                    because: "\(tool) is needed to build, and not to run", at: stage.range.start.offset, []))
        }
        return fixes
    }

    /// A compiler that is called, or installed.
    private static func buildTool(_ subject: FixSubject) -> String? {
        let tools: Set<String> = ["make", "gcc", "g++", "cc", "cmake", "cargo", "mvn", "gradle", "javac", "rustc"]
        for command in subject.runs.flatMap(\.list.commands) {
            if let program = command.program, tools.contains(program) { return program }
            if command.program == "go", command.arguments.first?.text == "build" { return "go" }
        }
        return nil
    }
}
