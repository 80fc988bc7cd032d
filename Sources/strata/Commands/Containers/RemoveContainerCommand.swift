import ArgumentParser
import Storage

/// `strata rm`.
struct RemoveContainerCommand: StrataCommand {
    static let configuration = CommandConfiguration(
        commandName: "rm",
        abstract: "Remove containers with their writable layers.",
        discussion: "  strata rm web\n  strata rm -f $(strata ps -aq)"
    )
    static let shape = CommandShape(["f/force"])

    @Flag(name: [.short, .long], help: "End those that run (SIGKILL), and do not mind those that are not there.")
    var force = false

    @Argument(help: ArgumentHelp("Name or ID of a container.", valueName: "container"))
    var containers: [String]

    func run(in context: CommandContext) async throws -> ProgramStatus {
        let store = try context.openStore()
        return context.forEach(containers) { name in
            guard let container = try container(named: name, in: store) else { return }
            if force { try store.endContainer(container) }
            try store.removeContainer(container)
            context.output.print(name)
        }
    }

    /// With `--force` a container that is not there is no reason to fail, as in docker, but said.
    private func container(named name: String, in store: Store) throws -> Container? {
        let found = try store.container(named: name)
        if let found { return found }
        if !force { return try store.requireContainer(named: name) }
        StandardStream.talk.print("No such container: \(name)")
        return nil
    }
}
