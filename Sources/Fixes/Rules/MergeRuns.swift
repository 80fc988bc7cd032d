import DockerfileSyntax

/// Makes one RUN of two where the first only brings lists of packages up to date, where both ask the same package manager, or
/// where the second removes or changes what may be the first one's.
struct MergeRuns: FixRule {
    func fixes(in subject: FixSubject) -> [Fix] {
        subject.dockerfile.stages.indices.flatMap { stage -> [Fix] in
            guard subject.isPOSIX(stage) else { return [] }
            let instructions = subject.dockerfile.stages[stage].instructions
            return instructions.indices.dropLast().compactMap { index in
                let (first, second) = (instructions[index], instructions[index + 1])
                guard first.keyword == .run, second.keyword == .run,
                    subject.state(before: index, in: stage).hasPOSIXShell,
                    let join = RunJoin(first, second, in: subject), let reason = Self.reason(join)
                else { return nil }
                return Fix(
                    .mergeRuns, answering: ["DL3059"], "make one RUN of this and the one before it", because: reason,
                    at: second.range.start.offset, join.edits)
            }
        }
    }

    /// Why it is worth it; `nil` where it is not: each RUN has its own place in the cache.
    private static func reason(_ join: RunJoin) -> String? {
        let (first, second) = (join.firstList.commands, join.secondList.commands)
        // Of plain lists, that is the safe one.
        if second.allSatisfy(\.isCleanUp) { return join.isPlain ? nil : JoinCleanUp.reason }
        let asked = [first, second].map { $0.map { $0.package?.kind } }
        if asked[0].allSatisfy({ $0 == .aptUpdate || $0 == .apkUpdate }) {
            return "lists of packages in a layer of their own are old when the next layer is made again"
        }
        let managers = asked.map { Set($0.map { $0?.manager }) }
        if managers[0] == managers[1], managers[0] == ["apt"] || managers[0] == ["apk"] {
            return "what both bring is in one layer, with what can be removed afterwards"
        }
        if second.contains(where: { Self.changes($0, whatIsOf: first) }) {
            return "what the second removes or changes is in the layer of the first besides"
        }
        return nil
    }

    /// Whether a command removes or changes a path that other commands name.
    private static func changes(_ command: CommandList.Command, whatIsOf others: [CommandList.Command]) -> Bool {
        let paths: [String]
        if let removed = command.removedPaths {
            paths = removed
        } else if ["chmod", "chown", "strip"].contains(command.program) {
            paths = command.arguments.map(\.text)
        } else {
            return false
        }
        return paths.contains { path in
            // Of a pattern, what stands before it.
            let fixed = path.prefix { !"*?[".contains($0) }
            return fixed.count > 4 && fixed.hasPrefix("/")
                && others.contains { ($0.words.map(\.text) + $0.redirections).contains { $0.contains(fixed) } }
        }
    }
}
