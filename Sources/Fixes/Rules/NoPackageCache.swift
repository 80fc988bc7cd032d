import DockerfileSyntax

/// Has apk and pip keep nothing of what they load.
struct NoPackageCache: FixRule {
    func fixes(in subject: FixSubject) -> [Fix] {
        let runs = subject.runs
        return runs.compactMap { run in
            guard let edits = Self.edits(run, runs, in: subject), !edits.isEmpty else { return nil }
            return Fix(
                .noPackageCache, answering: ["DL3019", "DL3042"], "keep no cache of packages in the image",
                because: "nothing reads what was loaded once it is installed", at: run.instruction.range.start.offset,
                edits)
        }
    }

    private static func edits(
        _ run: FixSubject.Run, _ runs: [FixSubject.Run], in subject: FixSubject
    ) -> [TextEdit]? {
        if run.mountsCache { return nil }
        var edits: [TextEdit] = []
        var gone: Set<Int> = []
        let commands = run.list.commands
        for (index, command) in commands.enumerated() {
            guard let (kind, verb) = command.package else { continue }
            let isApk = kind == .apkAdd && !command.has("--no-cache")
            let isPip =
                kind == .pipInstall && !command.namesCache
                && !command.words.contains(where: CommandList.Command.isNoCache)
                && run.state.environment.isDisjoint(with: ["PIP_NO_CACHE_DIR", "PIP_CACHE_DIR"])
            guard isApk || isPip else { continue }
            let option = isApk ? " --no-cache" : " --no-cache-dir"
            edits.append(TextEdit(verb.range.upperBound..<verb.range.upperBound, option))
            if isApk, run.list.isPlainList, !needsLists(run, runs) {
                gone.formUnion(Self.needless(commands, around: index))
            }
        }
        if edits.isEmpty { return nil }
        return edits + (run.list.removing(gone, in: subject.bytes) ?? [])
    }

    /// Whether something besides `apk add` looks into the lists that the RUN brings, in it or in a later one.
    private static func needsLists(_ run: FixSubject.Run, _ runs: [FixSubject.Run]) -> Bool {
        let reads = { (command: CommandList.Command) in
            command.neededLists == "apk" && command.package?.kind != .apkAdd
        }
        return run.list.commands.contains(where: reads)
            || runs.contains { other in
                (other.stage, other.index) > (run.stage, run.index) && other.list.commands.contains(where: reads)
                    && !other.list.commands.contains { $0.package?.kind == .apkUpdate }
            }
    }

    /// `apk update` before, and the removal of what it loads behind.
    private static func needless(_ commands: [CommandList.Command], around index: Int) -> Set<Int> {
        Set(
            commands.indices.filter { other in
                let command = commands[other]
                if other < index { return command.package?.kind == .apkUpdate && command.arguments.count == 1 }
                return command.removedPaths.map { $0.allSatisfy { $0.hasPrefix("/var/cache/apk/") } } == true
            })
    }
}
