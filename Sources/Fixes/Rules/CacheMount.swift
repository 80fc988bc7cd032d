import DockerfileSyntax

/// Mounts a cache where a package manager keeps what it loads: it is not in the image, and the next build need not load it again.
struct CacheMount: FixRule {
    func fixes(in subject: FixSubject) -> [Fix] {
        guard subject.frontendKnows(minor: 2) else { return [] }
        let runs = subject.runs
        return runs.compactMap { fix($0, runs, in: subject) } + ToolCache.all.flatMap { $0.fixes(runs, in: subject) }
    }

    private func fix(_ run: FixSubject.Run, _ runs: [FixSubject.Run], in subject: FixSubject) -> Fix? {
        guard run.list.isPlainList, run.state.isRoot, !run.mountsCache,
            run.state.environment.isDisjoint(with: ["HOME", "XDG_CACHE_HOME"])
        else { return nil }
        var targets: [String] = []
        var caches: [String] = []
        var gone: Set<Int> = []
        var words: [Range<Int>] = []
        let kinds = Set(run.list.commands.compactMap { $0.package?.kind })
        if kinds.contains(.aptInstall), kinds.contains(.aptUpdate), Self.updatesEverywhere(runs) {
            targets += ["/var/cache/apt", "/var/lib/apt/lists"]
            gone.formUnion(run.list.commands.indices.filter { run.list.commands[$0].package?.kind == .aptClean })
            caches += ["/var/cache/apt", "/var/lib/apt/lists"]
        }
        let pips = run.list.commands.filter { $0.package?.kind == .pipInstall }
        if !pips.isEmpty, run.state.environment.isDisjoint(with: ["PIP_NO_CACHE_DIR", "PIP_CACHE_DIR"]),
            !pips.contains(where: \.namesCache)
        {
            targets.append("/root/.cache/pip")
            words += pips.flatMap { $0.words.filter(CommandList.Command.isNoCache).map(\.range) }
            caches.append("/root/.cache/pip")
            gone.formUnion(
                run.list.commands.indices.filter { index in
                    run.list.commands[index].pipArguments?.map(\.text) == ["cache", "purge"]
                })
        }
        if kinds.contains(.npmInstall), !run.list.commands.contains(where: \.namesCache),
            run.state.environment.isDisjoint(with: ["NPM_CONFIG_CACHE", "npm_config_cache"])
        {
            targets.append("/root/.npm")
            caches.append("/root/.npm")
            gone.formUnion(
                run.list.commands.indices.filter { index in
                    let texts = run.list.commands[index].words.map(\.text)
                    return texts.starts(with: ["npm", "cache", "clean"])
                })
        }
        guard !targets.isEmpty, !Self.removesAbove(caches, run.list), !Self.takes(from: caches, run.list) else {
            return nil
        }
        Self.keep(caches, run.list, &gone, &words)
        guard let removed = run.list.removing(gone, words: words, in: subject.bytes) else {
            return nil
        }
        return Self.fix(targets, [(run.instruction, removed)], in: subject)
    }

    /// Whether no RUN looks into lists that an earlier one brought: those are in a mount then.
    private static func updatesEverywhere(_ runs: [FixSubject.Run]) -> Bool {
        runs.allSatisfy { run in
            !run.list.commands.contains { $0.neededLists == "apt" }
                || run.list.commands.contains { $0.package?.kind == .aptUpdate }
        }
    }

    /// Whether a command takes something out of a cache: a mount holds what other builds loaded besides, and is not in the image.
    private static func takes(from directories: [String], _ list: CommandList) -> Bool {
        list.commands.contains { command in
            if command.removedPaths != nil || command.program == "mkdir" { return false }
            return command.onlyDownloads
                || (command.words.map(\.text) + command.redirections).contains { word in
                    directories.contains { word.contains($0) }
                }
        }
    }

    /// Whether a command removes a directory that a mount is in: that cannot be done, and other files would stay.
    private static func removesAbove(_ directories: [String], _ list: CommandList) -> Bool {
        list.commands.contains { command in
            (command.removedPaths ?? []).contains { path in
                let fixed = path.prefix { !"*?[".contains($0) }
                let above = path.contains("*") || fixed.hasSuffix("/") ? String(fixed) : fixed + "/"
                return directories.contains { $0 != path && ($0 + "/").hasPrefix(above) && !path.hasPrefix($0 + "/") }
            }
        }
    }

    /// What removes files of a cache would empty the mount: it is left out.
    private static func keep(
        _ directories: [String], _ list: CommandList, _ gone: inout Set<Int>, _ words: inout [Range<Int>]
    ) {
        for (index, command) in list.commands.enumerated() {
            guard let paths = command.removedPaths else { continue }
            let isOfCache = { (path: String) in directories.contains { path == $0 || path.hasPrefix($0 + "/") } }
            if paths.allSatisfy(isOfCache) {
                gone.insert(index)
            } else {
                words += command.arguments.filter { isOfCache($0.text) }.map(\.range)
            }
        }
    }

    /// One fix for RUN that share caches.
    static func fix(
        _ targets: [String], _ runs: [(instruction: Instruction, edits: [TextEdit])], in subject: FixSubject
    ) -> Fix {
        let flags = targets.map { target in
            "--mount=type=cache,target=\(target)" + (target.contains("apt") ? ",sharing=locked" : "")
        }
        let edits = runs.flatMap { [subject.adding(flags, to: $0.instruction)] + $0.edits }
        var fix = Fix(
            .cacheMount, answering: ["DL3009", "DL3042"], "keep \(targets.joined(separator: " and ")) beside the image",
            because: "what was loaded is not in the image, and is there for the next build",
            at: runs[0].instruction.range.start.offset, edits)
        fix.cacheTargets = targets
        return fix
    }
}
