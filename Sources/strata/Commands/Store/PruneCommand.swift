import ArgumentParser
import LinuxSystem
import OCI
import Storage
import TerminalUI

/// `strata system prune`.
struct PruneCommand: StrataCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune",
        abstract: "Remove ended containers, images without a name, cached steps that no image needs, and cache mounts.",
        discussion: "  strata system prune -f"
    )
    static let shape = CommandShape(["a/all", "f/force"])

    @Flag(name: [.short, .long], help: "Also images with a name that no container uses.")
    var all = false

    @Flag(name: [.short, .long], help: "Do not ask.")
    var force = false

    func run(in context: CommandContext) async throws -> ProgramStatus {
        guard force || confirmed(context) else { return .failure }
        let store = try context.openStore()
        let before = try store.diskUsage().totalBytes
        try removeContainers(store, context)
        try removeImages(store, context)
        let report = try store.pruneCache()
        if report.cacheMounts > 0 { context.output.print("Deleted cache mounts: \(report.cacheMounts)\n") }
        if report.cacheRecords > 0 { context.output.print("Deleted build cache records: \(report.cacheRecords)\n") }
        _ = try store.collectGarbage()
        let freed = max(0, before - (try store.diskUsage().totalBytes))
        context.output.print("Total reclaimed space: \(ByteFormat.size(freed, precision: 4))")
        return .success
    }

    private func confirmed(_ context: CommandContext) -> Bool {
        context.talk.write(
            """
            WARNING! This will remove:
              - all containers that are not running
              - all images without \(all ? "at least one container" : "a name")
              - all cached steps that no image needs, and all cache mounts that no build uses

            Are you sure you want to continue? [y/N] 
            """)
        return ["y", "Y"].contains(HostFile.lineOfStandardInput())
    }

    private func removeContainers(_ store: Store, _ context: CommandContext) throws {
        let ended = try store.containers().filter { $0.state != .running }
        if ended.isEmpty { return }
        context.output.print("Deleted Containers:")
        for container in ended {
            try store.removeContainer(container)
            context.output.print(container.id)
        }
        context.output.print("")
    }

    private func removeImages(_ store: Store, _ context: CommandContext) throws {
        let used = Set(try store.containers().map(\.image))
        let unwanted = try store.images().filter { (all || $0.references.isEmpty) && !used.contains($0.id) }
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
