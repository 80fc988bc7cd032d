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
        let unwanted = try store.unusedImages(named: all).filter { unused in
            try filter.keeps(unused.image.created, store.configuration(of: unused.image).value.config.labels)
        }
        var isListing = false
        for unused in unwanted {
            // None for an image that somebody named or used meanwhile.
            let removals = try store.removeImage(unused)
            if !removals.isEmpty, !isListing {
                output.print("Deleted Images:")
                isListing = true
            }
            for removal in removals { output.print("\(removal)".lowercasedFirst) }
        }
        if isListing { output.print("") }
    }
}

extension String {
    /// `Deleted: x` as `deleted: x`, the way docker's prune writes it.
    fileprivate var lowercasedFirst: String { (first?.lowercased() ?? "") + dropFirst() }
}
