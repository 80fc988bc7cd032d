import ArgumentParser

/// `strata container …`: what has no shorter name.
struct ContainerGroup: CommandGroup {
    static let commands: [any StrataCommand.Type] = [ContainerPruneCommand.self]
    static let configuration = CommandConfiguration(
        commandName: "container",
        abstract: "Manage containers.",
        subcommands: commands.map { $0 as any ParsableCommand.Type }
    )
}
