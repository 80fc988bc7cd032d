import ArgumentParser

/// `strata version`.
struct VersionCommand: StrataCommand {
    static let configuration = CommandConfiguration(
        commandName: "version",
        abstract: "Show the version of this program."
    )
    static let shape = CommandShape(["short"])

    /// This version (CHANGELOG.md).
    static let number = "0.1.0"

    @Flag(help: "Print the number alone.")
    var short = false

    func run(in context: CommandContext) async throws -> ProgramStatus {
        context.output.print(short ? Self.number : "strata \(Self.number)")
        return .success
    }
}
