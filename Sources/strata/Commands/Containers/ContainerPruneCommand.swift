import ArgumentParser
import OCI
import Storage

/// `strata container prune`.
struct ContainerPruneCommand: StrataCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune",
        abstract: "Remove containers that have ended.",
        discussion: """
              strata container prune -f
              strata container prune --filter until=24h
            """
    )
    static let shape = CommandShape([Confirmation.shape, "filter="])

    @OptionGroup
    var confirmation: Confirmation

    @Option(
        name: .customLong("filter"),
        help: ArgumentHelp(
            "Remove some: until=24h (made before), label=name[=value], label!=name[=value].", valueName: "filter"))
    var filters: [String] = []

    func run(in context: CommandContext) async throws -> ProgramStatus {
        let filter = try SystemPruneFilter(filters, now: .now())
        let warning = "WARNING! This will remove all stopped containers.\n"
        guard confirmation.isGiven(warning, context) else { return .success }
        try Pruning(store: context.openStore(), filter: filter, output: context.output).run {
            try $0.removeContainers()
        }
        return .success
    }
}
