import ArgumentParser

/// A command of the program.
protocol StrataCommand: ParsableCommand, Sendable {
    /// Its options, for the normaliser.
    static var shape: CommandShape { get }
    /// Whether it looks at settings files: what does not is at hand even where a file is wrong.
    static var needsSettings: Bool { get }
    /// How it deals with memory.
    static var memory: MemoryUse { get }
    /// Makes the command of plain words without ArgumentParser; `nil` leaves them to it. See ``DirectCommand``.
    static func direct(_ words: PlainWords) -> (any StrataCommand)?
    /// The command where it is done at once, without a thread beside the first.
    var immediate: (any ImmediateCommand)? { get }
    /// Does the work and gives the program's exit status.
    func run(in context: CommandContext) async throws -> ProgramStatus
}

extension StrataCommand {
    static var needsSettings: Bool { true }
    static var memory: MemoryUse { .usual }
    static func direct(_ words: PlainWords) -> (any StrataCommand)? { nil }
    var immediate: (any ImmediateCommand)? { nil }
}

/// Commands that stand below one word, such as `system df`.
protocol CommandGroup: ParsableCommand {
    /// What may stand after the word.
    static var commands: [any StrataCommand.Type] { get }
}
