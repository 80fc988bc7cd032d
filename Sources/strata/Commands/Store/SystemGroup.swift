import ArgumentParser

/// `strata system …`.
struct SystemGroup: CommandGroup {
    static let commands: [any StrataCommand.Type] = [DiskUsageCommand.self, PruneCommand.self]
    static let configuration = CommandConfiguration(
        commandName: "system",
        abstract: "What the store takes on the disk, and how to make it less.",
        subcommands: commands.map { $0 as any ParsableCommand.Type }
    )
}

/// `strata store …`.
struct StoreGroup: CommandGroup {
    static let commands: [any StrataCommand.Type] = [StoreCheckCommand.self, MaterializeCommand.self]
    static let configuration = CommandConfiguration(
        commandName: "store",
        abstract: "Look after the store itself.",
        subcommands: commands.map { $0 as any ParsableCommand.Type }
    )
}
