import ArgumentParser

/// `strata image …`: what has no shorter name.
struct ImageGroup: CommandGroup {
    static let commands: [any StrataCommand.Type] = [ImagePruneCommand.self]
    static let configuration = CommandConfiguration(
        commandName: "image",
        abstract: "Manage images.",
        subcommands: commands.map { $0 as any ParsableCommand.Type }
    )
}
