/// A build stage: a `FROM` and the instructions up to the next one.
public struct Stage: Sendable, Hashable {
    /// The name given by `AS`, in lower case.
    public var name: ShellWord?
    /// What the stage starts from: an image reference, the name of an earlier stage, or `scratch`. Expanded with the
    /// global arguments only.
    public var baseName: ShellWord
    /// The value of `--platform`. Expanded with the global arguments only.
    public var platform: ShellWord?
    /// The `FROM` line itself.
    public var source: InstructionSource
    /// The instructions after `FROM`.
    public var instructions: [Instruction]

    /// Makes a stage.
    public init(
        name: ShellWord?,
        baseName: ShellWord,
        platform: ShellWord?,
        source: InstructionSource,
        instructions: [Instruction] = []
    ) {
        self.name = name
        self.baseName = baseName
        self.platform = platform
        self.source = source
        self.instructions = instructions
    }

    /// Where the `FROM` line stands.
    public var range: SourceRange { source.range }
}
