import OCI
import Storage
import TerminalUI

/// Removes what the `prune` commands remove, and says what went.
struct Pruning {
    let store: Store
    let filter: SystemPruneFilter
    let output: StandardStream

    /// Removes, and says last how much became free.
    func run(_ body: (Pruning) throws -> Void) throws {
        let before = try held()
        try body(self)
        _ = try store.collectGarbage()
        let freed = max(0, before - (try held()))
        output.print("Total reclaimed space: \(ByteFormat.size(freed, precision: 4))")
    }

    /// What the store holds besides its database, whose log grows while records go. Blocks that files have together count once.
    private func held() throws -> Int64 {
        let usage = try store.diskUsage()
        return usage.totalBytes - usage.databaseBytes - usage.sharedFileBytes
    }

    /// Removes containers that do not run.
    func removeContainers() throws {
        let ended = try store.containers().filter { container in
            container.state != .running && filter.keeps(container.created, container.labels)
        }
        if ended.isEmpty { return }
        output.print("Deleted Containers:")
        for container in ended {
            try store.removeContainer(container)
            output.print(container.id)
        }
        output.print("")
    }

    /// Removes images without a name, and with `all` those with one that no container uses.
    func removeImages(all: Bool) throws {
        let used = Set(try store.containers().map(\.image))
        let unwanted = try store.images().filter { image in
            guard all || image.references.isEmpty, !used.contains(image.id) else { return false }
            return try filter.keeps(image.created, store.configuration(of: image).value.config.labels)
        }
        if unwanted.isEmpty { return }
        output.print("Deleted Images:")
        for image in unwanted {
            for removal in try store.removeImage(named: image.id.description, force: true) {
                output.print("\(removal)".lowercasedFirst)
            }
        }
        output.print("")
    }
}

extension String {
    /// `Deleted: x` as `deleted: x`, the way docker's prune writes it.
    fileprivate var lowercasedFirst: String { (first?.lowercased() ?? "") + dropFirst() }
}
