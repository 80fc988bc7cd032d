import ArgumentParser
import OCI
import Storage

/// `strata system prune`.
struct PruneCommand: StrataCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune",
        abstract: "Remove ended containers, images without a name, cached steps that no image needs, and cache mounts.",
        discussion: """
              strata system prune -f
              strata system prune -a --filter until=168h
              strata system prune --filter label!=keep
            """
    )
    static let shape = CommandShape(["a/all", Confirmation.shape, "filter=", "volumes"])

    @Flag(name: [.short, .long], help: "Also images with a name that no container uses, and all build cache.")
    var all = false

    @OptionGroup
    var confirmation: Confirmation

    @Option(
        name: .customLong("filter"),
        help: ArgumentHelp(
            "Remove some: until=24h (made, or for the cache used, before), label=name[=value], label!=name[=value].",
            valueName: "filter"))
    var filters: [String] = []

    @Flag(help: "Accepted for docker's sake: there are no volumes.")
    var volumes = false

    func run(in context: CommandContext) async throws -> ProgramStatus {
        let filter = try SystemPruneFilter(filters, now: .now())
        if volumes, filter.until != nil {
            throw CommandError(
                "The \"until\" filter is not supported with \"--volumes\"",
                hint: "leave out --volumes: there are none")
        }
        guard confirmation.isGiven(warning, context) else { return .success }
        try Pruning(store: context.openStore(), filter: filter, output: context.output).run { pruning in
            try pruning.removeContainers()
            try pruning.removeImages(all: all)
            if filter.until == nil { try pruning.store.removeInterruptedDownloads() }
            guard let chosen = filter.pruning(all: all) else { return }
            PruneReport(context.output).list(
                "Deleted build cache objects:", try pruning.store.pruneCache(chosen).entries)
        }
        return .success
    }

    private var warning: String {
        let chosen = filters.filter { !$0.isEmpty }
        let note =
            chosen.isEmpty
            ? "" : "\n  Items to be pruned will be filtered with:\n" + chosen.map { "  - \($0)\n" }.joined()
        return """
            WARNING! This will remove:
              - all stopped containers
              - all \(all ? "images without at least one container associated to them" : "dangling images")
              - \(all ? "all" : "unused") build cache
            \(note)

            """
    }
}
