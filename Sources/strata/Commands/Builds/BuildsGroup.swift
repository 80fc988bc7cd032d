import ArgumentParser

/// `strata builds …`.
struct BuildsGroup: CommandGroup {
    static let commands: [any StrataCommand.Type] = [
        ListBuildsCommand.self, InspectBuildCommand.self, BuildLogsCommand.self, RemoveBuildCommand.self,
    ]
    static let configuration = CommandConfiguration(
        commandName: "builds",
        abstract: "What was built: the history of builds.",
        subcommands: commands.map { $0 as any ParsableCommand.Type }
    )
}
