internal import DockerfileSyntax

extension StageResolver {
    mutating func report(_ code: Diagnostic.Code, _ message: String, hint: String? = nil, at range: SourceRange) {
        diagnostics.append(.error(code, message, hint: hint, at: range))
    }

    mutating func reportMissing(_ name: String, at range: SourceRange, from index: Int) {
        let stages = dockerfile.stages[..<index].compactMap { $0.name?.text }
        if let later = references.laterStage(named: name, than: index) {
            let line = dockerfile.stages[later].range.start.line
            report(
                .unknownStage,
                "there is no image \(name), and the stage of that name begins only at line \(line)",
                hint: "move the stage \(name) up, before this line",
                at: range
            )
        } else if let question = Suggestion.question(for: name, among: stages) {
            report(.unknownStage, "unknown stage or image \(name)", hint: question, at: range)
        } else {
            report(
                .missingImage,
                "the image \(name) is not in the store",
                hint: "import or load it first, or name an earlier stage",
                at: range
            )
        }
    }

    mutating func reportUnreachable(_ stage: Int, named name: String, from index: Int, at range: SourceRange) {
        // Cycles are reported for all stages at once, needed or not.
        if stage == index || references.needs(stage, index) { return }
        report(
            .forwardStage,
            "cannot copy from stage \(name): it is defined after stage \(stageName(index))",
            hint: "move the stage \(name) up, before line \(dockerfile.stages[index].range.start.line)",
            at: range
        )
    }

    mutating func checkCycles() {
        for (index, stage) in dockerfile.stages.enumerated() {
            for instruction in stage.instructions {
                for word in StageReferences.sources(of: instruction).compactMap({ $0 }) {
                    checkCycle(word, from: index)
                }
            }
        }
    }

    private mutating func checkCycle(_ word: ShellWord, from index: Int) {
        guard case .unreachable(let other) = references.target(of: word.text, from: index) else { return }
        if other == index {
            report(.stageCycle, "stage \(stageName(index)) copies from itself", at: word.range)
        } else if references.needs(other, index) {
            report(
                .stageCycle,
                "stages \(stageName(index)) and \(stageName(other)) need each other",
                hint: "break the cycle: a stage can only use what is built before it",
                at: word.range
            )
        }
    }
}
