import ArgumentParser
import OCI
import Storage
import TerminalUI

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
    static let shape = CommandShape(["a/all", "f/force", "filter=", "volumes"])

    @Flag(name: [.short, .long], help: "Also images with a name that no container uses, and all build cache.")
    var all = false

    @Flag(name: [.short, .long], help: "Do not ask.")
    var force = false

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
        // Declined is done: docker ends with 0 as well.
        guard force || Confirmation.ask(question, context) else { return .success }
        let store = try context.openStore()
        let before = try Self.held(in: store)
        try removeContainers(store, filter, context)
        try removeImages(store, filter, context)
        if let pruning = filter.pruning(all: all) {
            let report = try store.pruneCache(pruning)
            PruneReport(context.output).list("Deleted build cache objects:", report.entries)
        }
        _ = try store.collectGarbage()
        let freed = max(0, before - (try Self.held(in: store)))
        context.output.print("Total reclaimed space: \(ByteFormat.size(freed, precision: 4))")
        return .success
    }

    /// What the store holds besides its database, whose log grows while records go.
    private static func held(in store: Store) throws -> Int64 {
        let usage = try store.diskUsage()
        return usage.totalBytes - usage.databaseBytes
    }

    private var question: String {
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
            Are you sure you want to continue? [y/N] 
            """
    }

    private func removeContainers(
        _ store: Store, _ filter: SystemPruneFilter, _ context: CommandContext
    ) throws {
        let ended = try store.containers().filter { container in
            container.state != .running && filter.keeps(container.created, container.labels)
        }
        if ended.isEmpty { return }
        context.output.print("Deleted Containers:")
        for container in ended {
            try store.removeContainer(container)
            context.output.print(container.id)
        }
        context.output.print("")
    }

    private func removeImages(_ store: Store, _ filter: SystemPruneFilter, _ context: CommandContext) throws {
        let used = Set(try store.containers().map(\.image))
        let unwanted = try store.images().filter { image in
            guard all || image.references.isEmpty, !used.contains(image.id) else { return false }
            return try filter.keeps(image.created, store.configuration(of: image).value.config.labels)
        }
        if unwanted.isEmpty { return }
        context.output.print("Deleted Images:")
        for image in unwanted {
            for removal in try store.removeImage(named: image.id.description, force: true) {
                context.output.print("\(removal)".lowercasedFirst)
            }
        }
        context.output.print("")
    }
}

extension String {
    /// `Deleted: x` as `deleted: x`, the way docker's prune writes it.
    fileprivate var lowercasedFirst: String { (first?.lowercased() ?? "") + dropFirst() }
}
