public import DockerfileSyntax

/// An instruction as rules look at it: a trigger of ONBUILD is one by itself.
public struct LintInstruction {
    /// The instruction; that behind ONBUILD for a trigger.
    public let instruction: Instruction
    /// Whether it stands behind ONBUILD.
    public let isTrigger: Bool
    /// What a RUN carries out, its words with their places.
    public let script: ShellScript?

    /// What the instruction says.
    public var kind: Instruction.Kind { instruction.kind }
    /// The whole instruction.
    public var range: SourceRange { instruction.range }
    /// What it says, without keyword and flags; the keyword where nothing follows it.
    public var argumentRange: SourceRange {
        let range = instruction.source.arguments.range
        return range.start == range.end ? instruction.source.keyword.range : range
    }

    init(_ instruction: Instruction, isTrigger: Bool = false, in file: SourceText, escape: EscapeCharacter) {
        self.instruction = instruction
        self.isTrigger = isTrigger
        guard case .run(let run) = instruction.kind else {
            script = nil
            return
        }
        if case .exec(let arguments) = run.execution {
            script = ShellScript(program: arguments, of: instruction.source)
        } else {
            script = ShellText(instruction.source, run, in: file, escape: escape).map { ShellScript($0) }
        }
    }
}
