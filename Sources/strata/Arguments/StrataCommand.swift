import ArgumentParser

/// A command of the program.
protocol StrataCommand: ParsableCommand, Sendable {
    /// Its options, for the normaliser.
    static var shape: CommandShape { get }
    /// Does the work and gives the program's exit status.
    func run(in context: CommandContext) async throws -> ProgramStatus
}

/// Commands that stand below one word, such as `system df`.
protocol CommandGroup: ParsableCommand {
    /// What may stand after the word.
    static var commands: [any StrataCommand.Type] { get }
}
