import ArgumentParser
import OCI
import Storage

/// `strata image prune`.
struct ImagePruneCommand: StrataCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune",
        abstract: "Remove images without a name; with `--all` every image that no container uses.",
        discussion: """
              strata image prune -f
              strata image prune -a --filter until=168h
            """
    )
    static let shape = CommandShape(["a/all", Confirmation.shape, "filter="])

    @Flag(name: [.short, .long], help: "Also images with a name that no container uses.")
    var all = false

    @OptionGroup
    var confirmation: Confirmation

    @Option(
        name: .customLong("filter"),
        help: ArgumentHelp(
            "Remove some: until=24h (made before), label=name[=value], label!=name[=value].", valueName: "filter"))
    var filters: [String] = []

    func run(in context: CommandContext) async throws -> ProgramStatus {
        let filter = try SystemPruneFilter(filters, now: .now())
        let subject = all ? "images without at least one container associated to them" : "dangling images"
        guard confirmation.isGiven("WARNING! This will remove all \(subject).\n", context) else { return .success }
        try Pruning(store: context.openStore(), filter: filter, output: context.output).run {
            try $0.removeImages(all: all)
        }
        return .success
    }
}
