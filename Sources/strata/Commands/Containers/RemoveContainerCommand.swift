import ArgumentParser
import Storage

/// `strata rm`.
struct RemoveContainerCommand: StrataCommand {
    static let configuration = CommandConfiguration(
        commandName: "rm",
        abstract: "Remove containers with their writable layers.",
        discussion: "  strata rm web"
    )
    static let shape = CommandShape(["f/force"])

    @Flag(name: [.short, .long], help: "Accepted for docker's sake: what is running is not removed.")
    var force = false

    @Argument(help: ArgumentHelp("Name or ID of a container.", valueName: "container"))
    var containers: [String]

    func run(in context: CommandContext) async throws -> ProgramStatus {
        let store = try context.openStore()
        return context.forEach(containers) { name in
            try store.removeContainer(store.requireContainer(named: name))
            context.output.print(name)
        }
    }
}
