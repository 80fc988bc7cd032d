extension LintFile {
    /// A match for each RUN that carries out such a command, at the first one.
    ///
    /// - Parameter triggers: whether RUN behind ONBUILD counts.
    func commands(triggers: Bool = true, where isWanted: (CommandLine) -> Bool) -> [LintMatch] {
        runs.compactMap { run in
            guard triggers || !run.instruction.isTrigger else { return nil }
            return run.commands.first(where: isWanted).map { LintMatch(run.range(of: $0, in: self)) }
        }
    }

    /// A match for each RUN that has such words, at the first one; the hint names them all.
    func words(_ hint: String, triggers: Bool = true, _ body: (CommandLine) -> [CommandLine.Argument]) -> [LintMatch] {
        runs.compactMap { run in
            guard triggers || !run.instruction.isTrigger else { return nil }
            let found = run.commands.flatMap(body)
            guard let first = found.first else { return nil }
            var names: [String] = []
            for word in found where !names.contains(word.text) { names.append(word.text) }
            let list = names.prefix(8).joined(separator: ", ") + (names.count > 8 ? ", …" : "")
            return LintMatch(range(first.range, in: run.script), hint: "\(hint): \(list)")
        }
    }

    /// A match for each instruction outside ONBUILD of which the closure gives a place.
    func matches(_ body: (LintInstruction) -> LintMatch?) -> [LintMatch] {
        instructions.filter { !$0.isTrigger }.compactMap(body)
    }
}
