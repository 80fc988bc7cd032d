import ArgumentParser

/// `strata cache …`.
struct CacheGroup: CommandGroup {
    static let commands: [any StrataCommand.Type] = [CacheListCommand.self, CachePruneCommand.self]
    static let configuration = CommandConfiguration(
        commandName: "cache",
        abstract: "Look at the build cache, and make it smaller.",
        subcommands: commands.map { $0 as any ParsableCommand.Type }
    )
}
