/// A command that can be made of plain words without ArgumentParser.
///
/// ArgumentParser looks up types at run time, which costs more than all that a list does (decision 14). Whatever is not plain,
/// wrong or unusual still goes to it, so that help, errors and completions have one source; a test compares what both make.
protocol DirectCommand: StrataCommand {
    /// Makes the command; `nil` leaves the words to ArgumentParser. Every option and argument must be set.
    init?(_ words: PlainWords)
}

extension DirectCommand {
    static func direct(_ words: PlainWords) -> (any StrataCommand)? { Self(words) }
}

/// A command that is done before anything else could begin: it needs no thread beside the first.
protocol ImmediateCommand: StrataCommand {
    /// Does the work and gives the program's exit status.
    func runAtOnce(in context: CommandContext) throws -> ProgramStatus
}

extension ImmediateCommand {
    var immediate: (any ImmediateCommand)? { self }
    func run(in context: CommandContext) async throws -> ProgramStatus { try runAtOnce(in: context) }
}
