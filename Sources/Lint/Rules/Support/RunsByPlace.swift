import DockerfileSyntax

/// The RUN instructions of a stage, to be asked for by the instruction.
struct RunsByPlace {
    private var runs: [Int: LintRun] = [:]

    init(_ list: [LintRun]) {
        for run in list { runs[Self.key(run.instruction)] = run }
    }

    /// What an instruction carries out; `nil` where it is no RUN.
    subscript(instruction: LintInstruction) -> LintRun? {
        instruction.script == nil ? nil : runs[Self.key(instruction)]
    }

    /// The place of the keyword: that of a trigger stands behind its ONBUILD's.
    private static func key(_ instruction: LintInstruction) -> Int {
        instruction.instruction.source.keyword.range.start.offset
    }
}
