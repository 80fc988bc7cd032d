import ArgumentParser

/// A command of the program.
protocol StrataCommand: ParsableCommand, Sendable {
    /// Its options, for the normaliser.
    static var shape: CommandShape { get }
    /// Whether it looks at settings files: what does not is at hand even where a file is wrong.
    static var needsSettings: Bool { get }
    /// Does the work and gives the program's exit status.
    func run(in context: CommandContext) async throws -> ProgramStatus
}

extension StrataCommand {
    static var needsSettings: Bool { true }
}

/// Commands that stand below one word, such as `system df`.
protocol CommandGroup: ParsableCommand {
    /// What may stand after the word.
    static var commands: [any StrataCommand.Type] { get }
}
