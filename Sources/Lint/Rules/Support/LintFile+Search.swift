import DockerfileSyntax

extension LintFile {
    /// A match for each instruction of a kind that has come before in its stage.
    func repeated(_ isKind: (LintInstruction) -> Bool) -> [LintMatch] {
        stages.flatMap { stage in
            stage.own.filter(isKind).dropFirst().map { LintMatch($0.instruction.source.keyword.range) }
        }
    }

    /// A match for each RUN in which a command is followed by none that cleans up behind it.
    ///
    /// - Parameter cache: what the commands leave behind; where it is a cache of the builder, nothing is left.
    func missing(
        after isInstall: (CommandLine) -> Bool, in cache: String, _ cleans: (CommandLine) -> Bool
    ) -> [LintMatch] {
        runs.compactMap { run in
            guard let first = run.commands.firstIndex(where: isInstall) else { return nil }
            if run.commands[first...].contains(where: cleans) { return nil }
            if run.unkeptTargets.contains(where: { $0.hasPrefix(cache) }) { return nil }
            return LintMatch(run.range(of: run.commands[first], in: self))
        }
    }

    /// A match for each RUN that carries out such a command without a mount whose place has one of some texts in it.
    ///
    /// - Parameter target: where the program keeps its cache, if nobody said otherwise.
    func commands(
        withoutMountOf texts: [String], _ target: String, where isWanted: (CommandLine) -> Bool
    ) -> [LintMatch] {
        runs.compactMap { run in
            guard let command = run.commands.first(where: isWanted),
                !run.unkeptTargets.contains(where: { target in texts.contains { target.contains($0) } })
            else { return nil }
            return LintMatch(run.range(of: command, in: self), hint: "write RUN --mount=type=cache,target=\(target) …")
        }
    }

    /// A match for each LABEL whose value is not what the schema asks for; the closure says what is wrong.
    func labels(_ fault: (LintOptions.LabelFormat, String) -> String?) -> [LintMatch] {
        guard !options.labelSchema.isEmpty else { return [] }
        return matches { instruction in
            guard case .label(let label) = instruction.kind else { return nil }
            for pair in label.pairs {
                let key = pair.key.text.trimmingQuotes
                guard let format = options.labelSchema[key], let fault = fault(format, pair.value.text.trimmingQuotes)
                else {
                    continue
                }
                return LintMatch(pair.value.range, "the label \(key) \(fault)")
            }
            return nil
        }
    }
}

extension CommandLine {
    /// Whether it removes what lies below a path.
    func removes(_ path: String) -> Bool {
        baseName == "rm" && texts.contains { $0.hasPrefix(path) }
    }
}
